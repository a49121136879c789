using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Graft.Evaluation;
using Graft.Reports;
using Microsoft.Playwright;

namespace Graft.Browser.Tests;

/// <summary>The report as a browser shows it.</summary>
public sealed class ReportPageTests : IDisposable
{
    private static readonly string[] Parts = ["Summary", "What to try next", "Scores", "Classes", "Confusion", "Mistakes", "Suspected labels", "Curves", "Calibration", "Training", "Feature map", "Data checks", "Recipe, environment and cost"];
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-page-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [BrowserTheory]
    [InlineData(ColorScheme.Light, 1200)]
    [InlineData(ColorScheme.Dark, 1200)]
    [InlineData(ColorScheme.Light, 390)]
    public Task Report_OfPhotos_ShowsAllPartsAsksForNothingAndIsAccessible(ColorScheme scheme, int width) => Look("photos", file => Report.Write(file, DrawnReport.Of(_folder)), scheme, width, async page =>
    {
        foreach (string part in Parts) (await page.GetByRole(AriaRole.Heading, new() { Name = part, Exact = true, Level = 2 }).IsVisibleAsync()).ShouldBeTrue(part);
        (await page.Locator(".twin svg.photo").CountAsync()).ShouldBeGreaterThan(0);
        await OpenACell(page);
    });

    [BrowserTheory]
    [InlineData(ColorScheme.Light, 1200)]
    [InlineData(ColorScheme.Dark, 390)]
    public Task Report_OfTexts_ColoursWordsAndIsAccessible(ColorScheme scheme, int width) => Look("texts", file => Report.Write(file, DrawnReport.OfTexts()), scheme, width, async page =>
        (await page.Locator("mark").CountAsync()).ShouldBeGreaterThan(0));

    [BrowserTheory]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 1200)]
    public Task Comparison_InABrowser_IsAccessible(ColorScheme scheme, int width)
    {
        ScoredPart part = DrawnReport.OfTexts().Parts[0];
        ComparedModel[] models = [new("first", part.Metrics, 3_000_000, 1, 20), new("second<b>", part.Metrics, 3_000_000, 1, null)];
        ChangedExample changed = new(part.Examples[0].Input, "red", [new("red", 0.9, 0), new("<i>", 0.4, 1)]);
        Comparison comparison = new("test", InputKind.Text, models, [McNemar.Test(1, 0)], [changed], []);
        return Look("comparison", file => ComparisonPage.Write(file, comparison), scheme, width, async page => (await page.GetByText("worse").IsVisibleAsync()).ShouldBeTrue());
    }

    /// <summary>Opens a page, tries it, and asks for what holds of every page. GRAFT_SCREENSHOTS names a folder for pictures to look at.</summary>
    private async Task Look(string name, Action<string> write, ColorScheme scheme, int width, Func<IPage, Task> look)
    {
        string path = Path.Combine(_folder, "report.html");
        write(path);
        new FileInfo(path).Length.ShouldBeLessThan(5_000_000);
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Browser.Path, Args = ["--no-sandbox"] });
        IPage page = await browser.NewPageAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } });
        List<string> said = [], asked = [];
        page.Console += (_, message) => said.Add(message.Text);
        page.PageError += (_, error) => said.Add(error);
        page.Request += (_, request) => asked.Add(request.Url);
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        if (Environment.GetEnvironmentVariable("GRAFT_SCREENSHOTS") is { Length: > 0 } folder) await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{scheme}-{width}.png"), FullPage = true });

        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBe(width, "nothing sticks out sideways");
        await look(page);
        asked.Where(u => !u.StartsWith("data:", StringComparison.Ordinal)).ShouldBe([new Uri(path).AbsoluteUri]);
        said.ShouldBeEmpty();
        AxeResult axe = await page.RunAxe();
        axe.Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Nodes[0].Html}").ShouldBeEmpty();
    }

    /// <summary>By the keyboard alone.</summary>
    private static async Task OpenACell(IPage page)
    {
        ILocator cell = page.Locator(".matrix td.miss button").First;
        await cell.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        ILocator panel = page.Locator("[popover]:popover-open");
        (await panel.IsVisibleAsync()).ShouldBeTrue();
        (await panel.Locator("svg.photo").First.BoundingBoxAsync())!.Width.ShouldBeGreaterThan(50);
        await page.Keyboard.PressAsync("Escape");
        (await panel.CountAsync()).ShouldBe(0);
    }
}
