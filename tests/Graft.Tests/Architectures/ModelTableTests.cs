using System.Globalization;
using System.Text;
using Graft.Architectures;

namespace Graft.Tests.Architectures;

public class ModelTableTests
{
    [Fact]
    public void ModelsPage_IsMadeOfTheRegistry() => Golden.Check("docs/models.md", Page());

    private static string Page()
    {
        StringBuilder page = new("""
            # Networks for images

            Made from the registry (`Architecture.All`); change it there. Top-1 is the share of ImageNet's validation photos that the published weights name rightly, in percent,
            as their source says. A file's network and names are found from its tensors, or from the `config.json` beside it.


            """);
        foreach (IGrouping<string, Architecture> family in Architecture.All.GroupBy(a => a.Family)) page.Append(Section(family)).Append('\n');
        return page.ToString().TrimEnd() + "\n";
    }

    private static string Section(IGrouping<string, Architecture> family)
    {
        Architecture first = family.First();
        string[] lines =
        [
            $"## {family.Key}", "",
            $"{string.Join("; ", family.Select(a => a.Paper).Distinct())}. Stages of {first.Name}: {string.Join(", ", first.Stages)}. "
                + $"Names: {string.Join(", ", family.SelectMany(a => a.Schemes).Select(s => s.Scheme).Distinct())}.", "",
            "| network | parameters | pixels | features | classifier | weights (top-1) |", "| --- | ---: | ---: | ---: | --- | --- |",
            .. family.Select(Row),
        ];
        return string.Join("\n", lines) + "\n";
    }

    private static string Row(Architecture a) => string.Create(CultureInfo.InvariantCulture,
        $"| {a.Name}{(a.Aliases.Count > 0 ? $" ({string.Join(", ", a.Aliases)})" : "")} | {a.Parameters:N0} | {a.ImageSize} | {a.FeatureCount} | `{a.ClassifierParameters}` | {string.Join(", ", a.Weights.Select(Published))} |");

    private static string Published(Weights w) => w.Top1 is double top1 ? string.Create(CultureInfo.InvariantCulture, $"{w.Name}, {w.Licence} ({top1:0.0})") : $"{w.Name}, {w.Licence}";
}
