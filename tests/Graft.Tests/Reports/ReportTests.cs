using System.Xml.Linq;
using Graft.Evaluation;
using Graft.Reports;

namespace Graft.Tests.Reports;

public class ReportTests
{
    private static readonly string[] Classes = ["cat", "dog<script>alert(1)</script>", "\"'><img src=x onerror=alert(2)>"];

    [Fact]
    public void Of_HostileNames_StayText()
    {
        string page = Report.Of(Input());
        page.ShouldNotContain("<script", Case.Insensitive);
        page.ShouldNotContain("<img", Case.Insensitive);
        page.ShouldContain("dog&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    [Fact]
    public void Of_AnyInput_IsWellFormed() => Parse(Report.Of(Input())).Root!.Name.LocalName.ShouldBe("html");

    [Fact]
    public void Of_NothingKnown_IsAPageThatSaysSo()
    {
        string page = Report.Of(new() { Title = "empty", Classes = ["a", "b"], Parts = [] });
        Parse(page);
        page.ShouldContain("Nothing was scored");
    }

    [Fact]
    public void Of_AllSections_HaveUniqueIdsAndWorkingLinks()
    {
        XElement root = Parse(Report.Of(Input())).Root!;
        string[] ids = [.. root.Descendants().Attributes("id").Select(a => a.Value)];
        ids.ShouldBeUnique();
        root.Descendants().Attributes("href").Select(a => a.Value).Where(h => h.StartsWith('#')).Select(h => h[1..]).ShouldAllBe(h => ids.Contains(h));
        root.Descendants().Attributes("popovertarget").Select(a => a.Value).ShouldAllBe(t => ids.Contains(t));
    }

    [Fact]
    public void Of_EveryCellOfTheMatrix_OpensItsExamples()
    {
        XElement root = Parse(Report.Of(Input())).Root!;
        XElement panel = root.Descendants().Single(e => e.Attribute("id")?.Value == "m0-0-1");
        panel.Value.ShouldContain("cat predicted as");
        panel.Descendants("figure").Count().ShouldBe(1);
        panel.Value.ShouldContain("text <b>1</b>");
    }

    [Fact]
    public void Of_Text_ComesFromNoOtherPlace()
    {
        string page = Report.Of(Input());
        page.ShouldContain("default-src 'none'");
        Parse(page).Descendants().Attributes().Where(a => a.Name.LocalName is "src" or "href").ShouldAllBe(a => a.Value.StartsWith('#') || a.Value.StartsWith("data:"));
    }

    [Fact]
    public void Summary_FewExamples_WarnsFirst()
    {
        string page = Report.Of(Input());
        page.IndexOf("Only 6 texts for test", StringComparison.Ordinal).ShouldBeInRange(1, page.IndexOf("In short", StringComparison.Ordinal));
        page.ShouldContain("2 texts could not be used");
    }

    [Fact]
    public void Advice_RareClassFaresBadly_SaysCollectMore()
    {
        Advice.Of(Input()).ShouldContain(a => a.StartsWith("Collect more texts of “cat” (3 for training"));
    }

    private static ReportInput Input()
    {
        int[] labels = [0, 0, 1, 1, 2, 2];
        float[][] probabilities = [[.9f, .05f, .05f], [.2f, .7f, .1f], [.1f, .8f, .1f], [.1f, .8f, .1f], [.3f, .3f, .4f], [.1f, .1f, .8f]];
        ScoredExample[] examples = [.. labels.Select((l, i) => new ScoredExample($"text <b>{i}</b>", l, probabilities[i]) { Neighbours = [new("near & dear", 1, 0.5)] })];
        return new()
        {
            Title = "A <title>",
            Classes = Classes,
            Kind = InputKind.Text,
            Parts = [new("test", ClassificationMetrics.Compute([.. probabilities.SelectMany(p => p)], labels, Classes), examples) { BeforeCalibration = ClassificationMetrics.Compute([.. probabilities.SelectMany(p => p)], labels, Classes) }],
            TrainingCounts = [3, 9, 40],
            Skipped = [new("a/<b>.txt", "empty"), new("b.txt", "empty")],
            Remarks = [new("c.txt", "odd")],
            Curves = [new("training loss", [1, 2, 3], [.5, .4, .3]), new("validation loss", [1, 2, 3], [.6, .5, .5])],
            Maps = [new("PCA", [new(0, 0, 0, "x", "train"), new(1, 2, 1, "y", "test")])],
            Recipe = new() { ["data"] = "<data>", ["training"] = new System.Text.Json.Nodes.JsonObject { ["epochs"] = 3 } },
            Facts = new Dictionary<string, string> { ["backbone"] = "b&b" },
            Seconds = new Dictionary<string, double> { ["features"] = 1.5 },
            ProcessorTime = TimeSpan.FromSeconds(12),
        };
    }

    /// <summary>The page as XML: tags that HTML leaves open are closed, attributes without value get one.</summary>
    private static XDocument Parse(string page)
    {
        string text = System.Text.RegularExpressions.Regex.Replace(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal), "<(meta|link)([^>]*)>", "<$1$2/>");
        return XDocument.Parse(text.Replace(" popover ", " popover=\"\" ", StringComparison.Ordinal).Replace("<details open>", "<details open=\"\">", StringComparison.Ordinal));
    }
}
