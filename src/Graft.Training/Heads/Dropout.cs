using System.ComponentModel.DataAnnotations;
using Graft.Graphs;

namespace Graft.Training.Heads;

/// <summary>Sets values to zero at random while training, and does nothing in the exported model (Srivastava et al. 2014).</summary>
/// <param name="Rate">Share of the values that are dropped.</param>
public sealed record Dropout([property: Range(0.0, 0.95)] double Rate = 0.1) : HeadLayer
{
    internal override Wire Build(HeadBuild build, Wire x, string at) => Rate == 0 ? x : Add(build, x, Rate, $"{at}.dropout");

    /// <summary>The share is an input since operator set 12, an attribute before.</summary>
    internal static Wire Add(HeadBuild build, Wire x, double rate, string at) => build.Opset < 12
        ? build.Builder.Node("Dropout", at, [x], x.Shape, x.Type, ("ratio", (float)rate))
        : build.Builder.Node("Dropout", at, [x, build.Builder.Constant($"{at}.ratio", TensorData.Scalar((float)rate))], x.Shape, x.Type);
}
