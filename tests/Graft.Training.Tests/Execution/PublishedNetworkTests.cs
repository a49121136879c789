using Graft.Tests;
using Graft.Tests.Architectures;
using Xunit.Abstractions;

namespace Graft.Training.Tests.Execution;

/// <summary>Networks in libtorch against the published implementations, with synthetic weights. What is left out here costs seconds each and is measured for docs/agreement.md.</summary>
public class PublishedNetworkTests(ITestOutputHelper output)
{
    private static readonly string[] Slow = ["vgg11", "vgg16_bn", "convnext_tiny", "vit_b_16", "timm/resnet18", "timm/resnet50", "keras/VGG16", "keras/Xception", "keras/InceptionV3", "keras/ResNet50"];

    /// <summary>File, network, scheme.</summary>
    public static TheoryData<string, string, string> Quick
    {
        get
        {
            TheoryData<string, string, string> rows = [];
            foreach (FixtureNetwork n in FixtureNetwork.All.Where(n => !Slow.Contains(n.File))) rows.Add(n.File, n.Network, n.Scheme);
            return rows;
        }
    }

    [SharedTheory(FixtureNetwork.Folder), MemberData(nameof(Quick))]
    public void Run_NetworkWithTheWeightsOfTheFile_GivesItsOutputs(string file, string name, string scheme)
    {
        FixtureNetwork network = new(file, name, scheme);
        double difference = Agreement.InLibtorch(network.Load());
        output.WriteLine(FormattableString.Invariant($"{file}, {name}: largest difference {difference:0.0e+0} of the standard deviation"));
        difference.ShouldBeLessThan(network.Tolerance, file);
    }
}
