using System.Text.Json;
using Graft.Tests;
using Graft.Training.Attribution;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Attribution;

public class GradientMapsTests
{
    [SharedFact(AttributionFixture.File)]
    public void GradCam_SmallNetwork_IsThatOfCaptum()
    {
        using DisposeScope scope = NewDisposeScope();
        using GraphGradients gradients = new(AttributionFixture.Network(), "relu2", "logits");
        foreach (JsonElement one in Cases("grad_cam"))
        {
            int target = one.GetProperty("target").GetInt32();
            AttributionFixture.ShouldBeMap(Floats(GradientMaps.GradCam(gradients, Inputs(), target)), one.GetProperty("grad_cam").Values(), $"grad-cam {target}");
            AttributionFixture.ShouldBeMap(Floats(GradientMaps.GradCamPlusPlus(gradients, Inputs(), target)), one.GetProperty("grad_cam_plus_plus").Values(), $"grad-cam++ {target}");
        }
    }

    [SharedFact(AttributionFixture.File)]
    public void IntegratedGradients_SmallNetwork_AreThoseOfCaptum()
    {
        using DisposeScope scope = NewDisposeScope();
        using GraphGradients gradients = new(AttributionFixture.Network(), "input", "logits");
        foreach (JsonElement one in Cases("integrated_gradients"))
        {
            int steps = one.GetProperty("steps").GetInt32();
            string method = one.GetProperty("method").GetString()!;
            Tensor value = Inputs()["input"], baseline = full_like(value, one.GetProperty("baseline").GetDouble());
            (Tensor found, double delta) = GradientMaps.IntegratedGradients(gradients, value, baseline, Inputs(), one.GetProperty("target").GetInt32(), method == "gausslegendre" ? Quadrature.GaussLegendre(steps) : Quadrature.Middle(steps));
            AttributionFixture.ShouldBeMap(Floats(found), one.GetProperty("attribution").Values(), method);
            delta.ShouldBe(one.GetProperty("convergence_delta").GetDouble(), 1e-5);
        }
    }

    [Fact]
    public void GaussLegendre_PolynomialOfDegreeNine_IsExactWithFiveNodes()
    {
        Quadrature five = Quadrature.GaussLegendre(5);
        five.Weights.Sum().ShouldBe(1, 1e-14);
        five.Nodes.Zip(five.Weights, (x, w) => w * Math.Pow(x, 9)).Sum().ShouldBe(0.1, 1e-14);
    }

    private static JsonElement.ArrayEnumerator Cases(string name) => AttributionFixture.Expected.GetProperty("cnn").GetProperty(name).EnumerateArray();

    private static Dictionary<string, Tensor> Inputs() => new() { ["input"] = tensor(AttributionFixture.Weights.Tensors["input"].ToFloats(), [1, 3, 16, 16]) };

    private static float[] Floats(Tensor t) => t.contiguous().data<float>().ToArray();
}
