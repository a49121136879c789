using System.CommandLine;
using System.Globalization;
using Graft.Architectures;
using Graft.Backbones;
using Graft.Cli.Output;
using Graft.Conversion;

namespace Graft.Cli.Commands;

/// <summary>graft models: what is built in, with source, licence, size and published accuracy.</summary>
internal static class ModelsCommand
{
    private static readonly Argument<string?> Name = new("name") { Description = "a model, whose details are shown, or part of a name", DefaultValueFactory = _ => null };
    private static readonly Option<string?> Search = new("--search") { Description = "list those whose name, family, paper or licence mention this" };

    public static Command Create()
    {
        Command models = new("models", "List the built-in backbones, or show one.\n\nExamples:\n  graft models\n  graft models resnet50\n  graft models --search mobile") { Name, Search };
        models.SetAction(parsed => Run(parsed));
        return models;
    }

    private static int Run(ParseResult parsed)
    {
        bool json = parsed.GetValue(Globals.Json);
        if (parsed.GetValue(Name) is string name && Find(name) is CatalogEntry one)
        {
            if (json) Console.Out.WriteLine(ResultJson.Of(Details(one)));
            else Show(one);
            return ExitCodes.Done;
        }
        string[] words = [.. new[] { parsed.GetValue(Name), parsed.GetValue(Search) }.OfType<string>()];
        CatalogEntry[] found = [.. ModelCatalog.All.Where(m => words.All(m.Mentions))];
        if (found.Length == 0) throw new UnknownNameException("model", words[0], ModelCatalog.All.Select(m => m.Name));
        if (json) Console.Out.WriteLine(ResultJson.Of(found.Select(Details)));
        else Results.Table(["name", "parameters", "size MB", "top-1 %", "licence", "source"], found.Select(Row));
        if (words.Length == 0) Console.Error.WriteLine($"default: {BackboneLoader.DefaultAddress}");
        return ExitCodes.Done;
    }

    private static CatalogEntry? Find(string name) => ModelCatalog.All.FirstOrDefault(m => m.Name == name) ?? ModelCatalog.All.FirstOrDefault(m => m.Network?.Aliases.Contains(name) == true);

    private static IReadOnlyList<string> Row(CatalogEntry model) =>
        [model.Name, model.Network is null ? "" : Results.Text(model.Network.Parameters), Megabytes(model.Bytes), Percent(model.Weights?.Top1), model.Licence ?? "", model.Source ?? ""];

    private static object Details(CatalogEntry m) => new
    {
        m.Name, m.Network?.Family, m.Network?.Paper, m.Network?.Aliases, m.Network?.Parameters, m.Bytes, m.Network?.ImageSize, m.Network?.Classes, Features = m.Network?.FeatureCount, m.Network?.FeatureTensor,
        m.Network?.Stages, Schemes = m.Network?.Schemes.Select(s => s.Scheme).Distinct(), m.Source, m.Licence, m.Weights?.Top1, m.Weights?.Sha256, m.Summary,
        Weights = m.Network?.Weights.Select(w => new { w.Name, w.Address, w.Licence, w.Sha256, w.Top1, w.Preprocessing }),
    };

    private static void Show(CatalogEntry model)
    {
        Console.Out.WriteLine($"{model.Name}: {model.Summary}");
        Console.Out.WriteLine($"source: {model.Source ?? "none known; name a file with --backbone"}{(model.Licence is null ? "" : $", licence {model.Licence}")}");
        if (model.Network is not Architecture network) return;
        Console.Out.WriteLine($"network: {network.Family}, {network.Paper}{(network.Aliases.Count == 0 ? "" : $"; also called {string.Join(", ", network.Aliases)}")}");
        Console.Out.WriteLine($"size: {Results.Text(network.Parameters)} parameters, {Megabytes(model.Bytes)} MB; photos of {network.ImageSize} x {network.ImageSize} pixels, {Results.Text(network.FeatureCount)} features, {Results.Text((long)network.Classes)} classes");
        Console.Out.WriteLine($"stages (--freeze-to): {string.Join(", ", network.Stages)}");
        Console.Out.WriteLine($"names it is read with: {string.Join(", ", network.Schemes.Select(s => s.Scheme).Distinct())}; classifier '{network.ClassifierParameters}'");
        if (network.Weights.Count > 0) Results.Table(["weights", "top-1 %", "licence", "SHA-256", "address"], network.Weights.Select(w => (IReadOnlyList<string>)[w.Name, Percent(w.Top1), w.Licence, w.Sha256, w.Address]));
    }

    private static string Megabytes(long? bytes) => bytes is long count ? (count / 1e6).ToString(count < 100_000_000 ? "F1" : "F0", CultureInfo.InvariantCulture) : "";

    private static string Percent(double? value) => value?.ToString("F1", CultureInfo.InvariantCulture) ?? "";
}
