using Graft.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Optimizers;

public class OptimizerTests
{
    [Fact]
    public void Learn_ParametersJoinLater_OldOnesKeepTheirMoments()
    {
        using DisposeScope scope = NewDisposeScope();
        Trainable head = new("head", ones(2, requires_grad: true)), body = new("body", ones(2, requires_grad: true));
        using Optimizer optimizer = new(new Adam());
        optimizer.Learn([head]);
        Step(optimizer, 3);
        optimizer.Learn([head, body]);
        Step(optimizer, 1);
        optimizer.State["head"].Step.ShouldBe(4);
        optimizer.State["body"].Step.ShouldBe(1);
    }

    [Fact]
    public void Step_ManyTimes_LeavesNoTensorsBehind()
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (string name in OptimizerNames.All)
        {
            using Optimizer optimizer = new(OptimizerNames.Get(name));
            optimizer.Learn([new("w", ones(2, requires_grad: true), 1, 0.1)]);
            Step(optimizer, 1);
            long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            Step(optimizer, 5);
            DisposeScopeManager.Statistics.ThreadTotalLiveCount.ShouldBe(before, name);
        }
    }

    [Fact]
    public void Get_UnknownName_SuggestsTheNearest() =>
        Should.Throw<UnknownNameException>(() => OptimizerNames.Get("nestrov")).Message.ShouldContain("Did you mean 'nesterov'?");

    private static void Step(Optimizer optimizer, int times)
    {
        for (int i = 0; i < times; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            foreach (Trainable t in optimizer.Parameters) t.Value.sum().backward();
            optimizer.Step(0.1);
            optimizer.ZeroGradients();
        }
    }
}
