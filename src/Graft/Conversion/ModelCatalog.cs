using Graft.Architectures;
using Graft.Hub;

namespace Graft.Conversion;

/// <summary>A model that can be named: a row of the hub's list with its weights, or a network of the registry that weights are brought to.</summary>
/// <param name="Name">What to type.</param>
/// <param name="Network">The network; null for models that are not built here, such as text encoders that come as ONNX.</param>
/// <param name="Source">Where its weights are; null where the user brings them.</param>
/// <param name="Licence">Of the weights.</param>
/// <param name="Summary">What it is.</param>
/// <param name="Weights">The published weights that the row's source leads to; null where the registry lists none.</param>
public sealed record CatalogEntry(string Name, Architecture? Network, string? Source, string? Licence, string Summary, Weights? Weights)
{
    /// <summary>Bytes of its weights as float32, with a classifier of as many classes as published; null where the network is not built here.</summary>
    public long? Bytes => Network?.Parameters * sizeof(float);

    /// <summary>Whether a text occurs in its name, family, other names, licence or summary.</summary>
    public bool Mentions(string text) => new[] { Name, Network?.Family, Licence, Summary }.Concat(Network?.Aliases ?? []).Any(t => t?.Contains(text, StringComparison.OrdinalIgnoreCase) == true);
}

/// <summary>Everything that can be named.</summary>
public static class ModelCatalog
{
    /// <summary>The hub's list, then the other networks of the registry.</summary>
    public static IReadOnlyList<CatalogEntry> All { get; } = [.. KnownModels.All.Select(Of), .. Architecture.All.Where(a => KnownModels.All.All(m => m.Name != a.Name)).Select(Of)];

    private static CatalogEntry Of(KnownModel model)
    {
        string address = model.Address.ToString()!, file = address[(address.LastIndexOfAny([':', '/']) + 1)..];
        Architecture? network = Architecture.All.FirstOrDefault(a => a.Name == model.Name) ?? Architecture.All.FirstOrDefault(a => a.Weights.Any(w => w.Address.EndsWith($"/{file}", StringComparison.Ordinal)));
        return new(model.Name, network, address, model.Licence, model.Summary, network?.Weights.FirstOrDefault(w => w.Address.EndsWith($"/{file}", StringComparison.Ordinal)));
    }

    private static CatalogEntry Of(Architecture network)
    {
        Weights? weights = network.Weights is [Weights published, ..] ? published : null;
        return new(network.Name, network, weights?.Address, weights?.Licence, $"{network.Family}, {network.Paper}", weights);
    }
}
