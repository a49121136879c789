using System.CommandLine;
using Graft.Architectures;
using Graft.Backbones;
using Graft.Cli.Output;
using Graft.Hub;

namespace Graft.Cli.Commands;

/// <summary>graft models: what is built in, with source, licence, size and published accuracy.</summary>
internal static class ModelsCommand
{
    private static readonly Argument<string?> Name = new("name") { Description = "part of a name", DefaultValueFactory = _ => null };

    public static Command Create()
    {
        Command models = new("models", "List the built-in backbones.\n\nExamples:\n  graft models\n  graft models squeeze") { Name };
        models.SetAction(parsed => Run(parsed));
        return models;
    }

    private static int Run(ParseResult parsed)
    {
        string part = parsed.GetValue(Name) ?? "";
        KnownModel[] known = [.. KnownModels.All.Where(m => m.Name.Contains(part, StringComparison.OrdinalIgnoreCase))];
        if (known.Length == 0) throw new UnknownNameException("model", part, KnownModels.All.Select(m => m.Name));
        Results.Table(["name", "parameters", "top-1 %", "licence", "source"], known.Select(Row));
        Console.Error.WriteLine($"default: {BackboneLoader.DefaultAddress}");
        return ExitCodes.Done;
    }

    private static IReadOnlyList<string> Row(KnownModel model)
    {
        Architecture? architecture = Architecture.All.FirstOrDefault(a => a.Name == model.Name);
        string top1 = model.Name != BackboneLoader.DefaultAddress && architecture?.Weights is [{ Top1: double value }, ..] ? value.ToString("F1", System.Globalization.CultureInfo.InvariantCulture) : "";
        return [model.Name, architecture is null ? "" : Results.Text(architecture.Parameters), top1, model.Licence, model.Address.ToString()!];
    }
}
