using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>Squeeze and excitation: channels weighted by what the whole image shows. Paper: Hu et al. 2017, arXiv:1709.01507.</summary>
internal static class SqueezeExcitation
{
    /// <summary>(N, C, H, W) to the same shape; parameters path.fc1 and path.fc2, both 1x1 convolutions.</summary>
    public static Wire Build(Wire x, string path, int width, Func<Wire, string, Wire> activation, Func<Wire, string, Wire> gate)
    {
        Wire squeezed = activation(x.GlobalAveragePool($"{path}.avgpool").Conv($"{path}.fc1", width, new(1)), $"{path}.activation");
        return x.Multiply(gate(squeezed.Conv($"{path}.fc2", x.Channels, new(1)), $"{path}.scale_activation"), path);
    }
}
