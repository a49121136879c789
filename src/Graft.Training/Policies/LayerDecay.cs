using System.Text.RegularExpressions;

namespace Graft.Training.Policies;

/// <summary>
/// Learning rates that fall with depth: factor decay^(layers - 1 - layer). Layer 0 is what comes before the first block (embeddings, stem), then each
/// numbered block is a layer, and all that follows the last block is the top one. Paper: Clark et al. 2020, arXiv:2003.10555; Bao et al. 2022 (BEiT).
/// </summary>
public static partial class LayerDecay
{
    /// <summary>Factors by parameter name.</summary>
    /// <param name="names">All parameters in the order of their use.</param>
    /// <param name="decay">Factor from one layer to the one below, above 0 up to 1.</param>
    /// <param name="normWithLastBlock">Whether the final 'norm' shares the last block's layer, as in timm's vision transformers, not the head's, as in BEiT.</param>
    public static IReadOnlyDictionary<string, double> Factors(IReadOnlyList<string> names, double decay, bool normWithLastBlock = false) =>
        FromLayers(names, decay, Layers(names, normWithLastBlock));

    /// <summary>By numbered blocks where names have at least two, else by stages.</summary>
    internal static IReadOnlyDictionary<string, double> Factors(IReadOnlyList<string> names, double decay, Func<string, bool> isHead, StageMap stages)
    {
        IReadOnlyList<string> backbone = [.. names.Where(n => !isHead(n))];
        int blocks = backbone.Select(Block).OfType<string>().Distinct().Count();
        IReadOnlyList<int> layers = blocks >= 2 ? Layers(names, false) : [.. names.Select(n => stages.StageOf(n))];
        return FromLayers(names, decay, layers);
    }

    private static Dictionary<string, double> FromLayers(IReadOnlyList<string> names, double decay, IReadOnlyList<int> layers)
    {
        if (!(decay > 0 && decay <= 1)) throw new GraftException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Expected a layer decay above 0 and at most 1, got {decay}."));
        int top = layers.Max();
        return names.Zip(layers).ToDictionary(p => p.First, p => Math.Pow(decay, top - p.Second), StringComparer.Ordinal);
    }

    private static int[] Layers(IReadOnlyList<string> names, bool normWithLastBlock)
    {
        Dictionary<string, int> blocks = new(StringComparer.Ordinal);
        int last = -1;
        for (int i = 0; i < names.Count; i++)
            if (Block(names[i]) is { } block) (blocks[block], last) = (blocks.GetValueOrDefault(block, blocks.Count + 1), i);
        return [.. names.Select((name, i) => Block(name) is { } block ? blocks[block] : i < last ? 0
            : normWithLastBlock && name.StartsWith("norm.", StringComparison.Ordinal) ? blocks.Count : blocks.Count + 1)];
    }

    private static string? Block(string name) => !PolicyBuilder.IsHead(name) && Numbered().Match(name) is { Success: true } match ? match.Value : null;

    // blocks.0, layer1.0, bert.encoder.layer.11, features.3, denseblock2.denselayer4
    [GeneratedRegex(@"^.+?(\.\d+|denseblock\d+\.denselayer\d+)(?=\.)", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
