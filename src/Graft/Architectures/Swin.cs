using Graft.Data.Images;
using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>Swin transformers: attention within windows of 7 x 7 patches, which every second block shifts by half.</summary>
internal static class Swin
{
    public static IEnumerable<Architecture> All =>
    [
        Row("swin_t", new(96, [2, 2, 6, 2], [3, 6, 12, 24]), 28_288_354, "swin_tiny_patch4_window7_224", TorchvisionWeights.Of("swin_t", "704ceda3", 81.474, 224, 232, Interpolation.Bicubic)),
        Row("swin_s", new(96, [2, 2, 18, 2], [3, 6, 12, 24]), 49_606_258, "swin_small_patch4_window7_224", TorchvisionWeights.Of("swin_s", "5e29d889", 83.196, 224, 246, Interpolation.Bicubic)),
        Row("swin_b", new(128, [2, 2, 18, 2], [4, 8, 16, 32]), 87_768_224, "swin_base_patch4_window7_224", TorchvisionWeights.Of("swin_b", "68c6b09e", 83.582, 224, 238, Interpolation.Bicubic)),
    ];

    /// <summary>Sizes of a Swin transformer.</summary>
    /// <param name="Width">Size of a token in the first stage; it doubles from stage to stage.</param>
    /// <param name="Blocks">Blocks per stage.</param>
    /// <param name="Heads">Attention heads per stage.</param>
    /// <param name="Window">Patches of a window's side.</param>
    /// <param name="Epsilon">Of layer normalisation.</param>
    public sealed record Plan(int Width, int[] Blocks, int[] Heads, int Window = 7, float Epsilon = 1e-5f);

    /// <summary>A network of this kind under any name.</summary>
    public static Architecture Row(string name, Plan plan, long? parameters, string? alias, params Weights[] weights) => Row(name, plan, parameters, alias, 224, weights);

    /// <summary>The same for images of another size.</summary>
    public static Architecture Row(string name, Plan plan, long? parameters, string? alias, int size, params Weights[] weights) => new()
    {
        Name = name,
        Aliases = alias is null ? [] : [alias],
        Family = "Swin transformer",
        Paper = "Liu et al. 2021, arXiv:2103.14030",
        PublishedParameters = parameters,
        ImageSize = size,
        Weights = weights,
        Schemes = [NameMap.Torchvision, SwinNames.Timm(plan), SwinNames.Transformers(plan)],
        Body = image => Build(plan, image),
    };

    private static Network Build(Plan plan, Wire image)
    {
        Wire x = image.Conv("features.0.0", plan.Width, new(4) { Stride = 4 }).Transpose([0, 2, 3, 1], "features.0.1").LayerNorm("features.0.2", plan.Epsilon).Stage("stem");
        for (int stage = 0; stage < plan.Blocks.Length; stage++)
        {
            if (stage > 0) x = Merge(x, $"features.{2 * stage}", plan.Epsilon);
            for (int block = 0; block < plan.Blocks[stage]; block++)
                x = Block(plan, x, $"features.{2 * stage + 1}.{block}", plan.Heads[stage], shifted: block % 2 == 1);
            x.Stage($"stage{stage + 1}");
        }
        x = x.LayerNorm("norm", plan.Epsilon).Transpose([0, 3, 1, 2], "permute");
        return new(x, x.MeanOverSpace("avgpool", "flatten"), "head");
    }

    /// <summary>Four neighbours become one token: (N, H, W, C) to (N, H / 2, W / 2, 2 C).</summary>
    private static Wire Merge(Wire x, string path, float epsilon)
    {
        Wire[] corners = [.. new[] { (0, 0), (1, 0), (0, 1), (1, 1) }.Select(c =>
            x.Slice(1, c.Item1, long.MaxValue, 2, $"{path}.rows.{c.Item1}{c.Item2}").Slice(2, c.Item2, long.MaxValue, 2, $"{path}.corner.{c.Item1}{c.Item2}"))];
        return corners[0].Concat(corners[1..], axis: 3, $"{path}.cat").LayerNorm($"{path}.norm", epsilon).Linear($"{path}.reduction", 2 * x.Size(3), bias: false);
    }

    private static Wire Block(Plan plan, Wire x, string path, int heads, bool shifted)
    {
        Wire attended = SwinAttention.Build(x.LayerNorm($"{path}.norm1", plan.Epsilon), $"{path}.attn", heads, plan.Window, shifted);
        x = x.Add(attended, $"{path}.add");
        Wire y = x.LayerNorm($"{path}.norm2", plan.Epsilon).Linear($"{path}.mlp.0", 4 * x.Size(3)).Gelu($"{path}.mlp.1").Linear($"{path}.mlp.3", x.Size(3));
        return x.Add(y, path);
    }
}
