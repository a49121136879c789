using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>Vision transformers: an image as a sequence of patches, with a class token before them (DeiT: and a distillation token).</summary>
internal static class VisionTransformer
{
    private const string Paper = "Dosovitskiy et al. 2020, arXiv:2010.11929";
    private const string DeitPaper = "Touvron et al. 2020, arXiv:2012.12877";

    public static IEnumerable<Architecture> All =>
    [
        Row("vit_b_16", new(768, 12, 12, 16), 86_567_656, Paper, ["vit_base_patch16_224", "deit_base_patch16_224"], TorchvisionWeights.Of("vit_b_16", "c867db91", 81.072)),
        Row("vit_b_32", new(768, 12, 12, 32), 88_224_232, Paper, ["vit_base_patch32_224"], TorchvisionWeights.Of("vit_b_32", "d86f8d99", 75.912)),
        Row("vit_l_16", new(1024, 24, 16, 16), 304_326_632, Paper, ["vit_large_patch16_224"], TorchvisionWeights.Of("vit_l_16", "852ce7e3", 79.662, resize: 242)),
        Row("vit_l_32", new(1024, 24, 16, 32), 306_535_400, Paper, ["vit_large_patch32_224"], TorchvisionWeights.Of("vit_l_32", "c7638314", 76.972)),
        Row("vit_tiny_patch16_224", new(192, 12, 3, 16), 5_717_416, Paper, []),
        Row("vit_small_patch16_224", new(384, 12, 6, 16), 22_050_664, Paper, []),
        Row("vit_small_patch32_224", new(384, 12, 6, 32), 22_878_952, Paper, []),
        Row("deit_tiny_patch16_224", new(192, 12, 3, 16), 5_717_416, DeitPaper, []),
        Row("deit_small_patch16_224", new(384, 12, 6, 16), 22_050_664, DeitPaper, []),
    ];

    /// <summary>Sizes of a vision transformer.</summary>
    /// <param name="Width">Size of a token.</param>
    /// <param name="Layers">Number of layers.</param>
    /// <param name="Heads">Attention heads per layer.</param>
    /// <param name="Patch">Pixels of a patch's side.</param>
    /// <param name="Hidden">Width of the perceptrons; 0 for four times the token's.</param>
    /// <param name="Epsilon">Of layer normalisation.</param>
    /// <param name="Distilled">Whether a distillation token follows the class token.</param>
    public sealed record Plan(int Width, int Layers, int Heads, int Patch, int Hidden = 0, float Epsilon = 1e-6f, bool Distilled = false);

    /// <summary>A network of this kind under any name.</summary>
    public static Architecture Row(string name, Plan plan, long? parameters, string paper, string[] aliases, params Weights[] weights) => Row(name, plan, parameters, paper, aliases, 224, weights);

    /// <summary>The same for images of another size.</summary>
    public static Architecture Row(string name, Plan plan, long? parameters, string paper, string[] aliases, int size, params Weights[] weights) => new()
    {
        Name = name,
        Aliases = aliases,
        Family = "Vision transformer",
        Paper = paper,
        PublishedParameters = parameters,
        ImageSize = size,
        Weights = weights,
        Schemes = [NameMap.Torchvision, VisionTransformerNames.OlderTorchvision(plan), VisionTransformerNames.Timm(plan), VisionTransformerNames.Transformers(plan)],
        Unused = ["vit.pooler.", "deit.pooler."],
        Body = image => Build(plan, image),
    };

    private static Network Build(Plan plan, Wire image)
    {
        Wire x = Tokens(plan, image).Stage("embeddings"), explained = x;
        for (int layer = 0; layer < plan.Layers; layer++)
        {
            string path = $"encoder.layers.encoder_layer_{layer}";
            explained = x.LayerNorm($"{path}.ln_1", plan.Epsilon);
            x = x.Add(Attend(plan, explained, $"{path}.self_attention"), $"{path}.add");
            x = x.Add(Perceptron(plan, x.LayerNorm($"{path}.ln_2", plan.Epsilon), $"{path}.mlp"), path).Stage($"layer.{layer}");
        }
        // Behind the last attention only the class token counts, so what Grad-CAM explains is what that attention reads.
        return new(explained, x.LayerNorm("encoder.ln", plan.Epsilon).At(1, 0, "class"), "heads.head");
    }

    /// <summary>(N, 3, H, W) to (N, tokens, width).</summary>
    private static Wire Tokens(Plan plan, Wire image)
    {
        Wire map = image.Conv("conv_proj", plan.Width, new(plan.Patch) { Stride = plan.Patch });
        Wire patches = map.Reshape([0, plan.Width, -1], "patches.flat").Transpose([0, 2, 1], "patches");
        Wire first = image.Builder.Parameter("class_token", 1, 1, plan.Width);
        if (plan.Distilled) first = first.Concat([image.Builder.Parameter("distillation_token", 1, 1, plan.Width)], axis: 1, "first_tokens");
        long count = patches.Size(1), special = first.Size(1);
        // Both padded to the full length and added: a concatenation for any batch size.
        Wire tokens = patches.Pad([0, special, 0], [0, 0, 0], "patches.behind").Add(first.Pad([0, 0, 0], [0, count, 0], "class.before"), "tokens");
        return tokens.Add(image.Builder.Parameter("encoder.pos_embedding", 1, count + special, plan.Width), "embeddings");
    }

    private static Wire Attend(Plan plan, Wire x, string path)
    {
        Wire weight = x.Builder.Parameter($"{path}.in_proj_weight", 3L * plan.Width, plan.Width), bias = x.Builder.Parameter($"{path}.in_proj_bias", 3L * plan.Width);
        IReadOnlyList<Wire> qkv = x.Linear($"{path}.in_proj", weight, bias).Split(3, axis: 2, $"{path}.split");
        return qkv[0].Attention(qkv[1], qkv[2], plan.Heads, name: path).Linear($"{path}.out_proj", plan.Width);
    }

    private static Wire Perceptron(Plan plan, Wire x, string path) =>
        x.Linear($"{path}.0", plan.Hidden > 0 ? plan.Hidden : 4L * plan.Width).Gelu($"{path}.1").Linear($"{path}.3", plan.Width);
}
