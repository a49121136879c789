using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>
/// The block of MobileNet v2, v3 and EfficientNet: 1x1 expansion (left out where it would not widen), depthwise convolution,
/// squeeze and excitation (some), 1x1 projection, and a shortcut where the shape stays. Paper: Sandler et al. 2018, arXiv:1801.04381.
/// </summary>
/// <param name="Path">The block's path; its output is called so.</param>
/// <param name="Layers">The path of its layers, below it.</param>
/// <param name="Inputs">Channels that come in.</param>
/// <param name="Expanded">Channels of the depthwise convolution.</param>
/// <param name="Outputs">Channels that go out.</param>
/// <param name="Kernel">Size of the depthwise window.</param>
/// <param name="Stride">Its step.</param>
internal sealed record InvertedResidual(string Path, string Layers, int Inputs, int Expanded, int Outputs, int Kernel, int Stride)
{
    /// <summary>Width of squeeze and excitation; 0 for none.</summary>
    public int Squeeze { get; init; }

    /// <summary>Whether the projection's convolution and normalisation stand in the list of layers themselves (MobileNet v2).</summary>
    public bool FlatProjection { get; init; }

    /// <summary>Activation and gate of squeeze and excitation.</summary>
    public (Func<Wire, string, Wire> Activation, Func<Wire, string, Wire> Gate) Excitation { get; init; } = ((x, p) => x.Silu(p), (x, p) => x.Sigmoid(p));

    /// <summary>Whether there is an expansion.</summary>
    public bool Expands => Expanded != Inputs;

    private int First => Expands ? 1 : 0;
    private int Last => First + (Squeeze > 0 ? 2 : 1);

    /// <summary>Paths of the convolutions and their normalisations, by what they are for.</summary>
    public (string Conv, string Norm) Expansion => ($"{Layers}.0.0", $"{Layers}.0.1");
    public (string Conv, string Norm) Depthwise => ($"{Layers}.{First}.0", $"{Layers}.{First}.1");
    public string Excite => $"{Layers}.{First + 1}";
    public (string Conv, string Norm) Projection => FlatProjection ? ($"{Layers}.{Last}", $"{Layers}.{Last + 1}") : ($"{Layers}.{Last}.0", $"{Layers}.{Last}.1");

    /// <summary>(N, inputs, H, W) to (N, outputs, H / stride, W / stride).</summary>
    public Wire Build(Wire image, ConvStyle style)
    {
        Wire x = Expands ? style.Block(image, $"{Layers}.0", Expanded, 1) : image;
        x = style.Block(x, $"{Layers}.{First}", Expanded, Kernel, Stride, Expanded);
        if (Squeeze > 0) x = SqueezeExcitation.Build(x, Excite, Squeeze, Excitation.Activation, Excitation.Gate);
        x = style.Normalised(x, Projection.Conv, Projection.Norm, Outputs, 1);
        return Stride == 1 && Inputs == Outputs ? x.Add(image, Path) : x;
    }

    /// <summary>timm's names below 'blocks.S.I'.</summary>
    public IEnumerable<NameRow> Timm(string theirs) => Expands
        ? Named(new($"{theirs}.conv_pw", $"{theirs}.bn1", $"{theirs}.conv_dw", $"{theirs}.bn2", $"{theirs}.conv_pwl", $"{theirs}.bn3", $"{theirs}.se.conv_reduce", $"{theirs}.se.conv_expand"))
        : Named(new("", "", $"{theirs}.conv_dw", $"{theirs}.bn1", $"{theirs}.conv_pw", $"{theirs}.bn2", $"{theirs}.se.conv_reduce", $"{theirs}.se.conv_expand"));

    /// <summary>Rows for any names of the parts.</summary>
    public IEnumerable<NameRow> Named(Names theirs)
    {
        if (Expands) yield return new(Expansion.Conv, theirs.ExpandConv);
        if (Expands) yield return new(Expansion.Norm, theirs.ExpandNorm);
        yield return new(Depthwise.Conv, theirs.DepthConv);
        yield return new(Depthwise.Norm, theirs.DepthNorm);
        yield return new(Projection.Conv, theirs.ProjectConv);
        yield return new(Projection.Norm, theirs.ProjectNorm);
        if (Squeeze == 0) yield break;
        yield return new($"{Excite}.fc1", theirs.Reduce);
        yield return new($"{Excite}.fc2", theirs.Excite);
    }

    /// <summary>What others call the parts.</summary>
    internal sealed record Names(string ExpandConv, string ExpandNorm, string DepthConv, string DepthNorm, string ProjectConv, string ProjectNorm, string Reduce = "", string Excite = "");
}
