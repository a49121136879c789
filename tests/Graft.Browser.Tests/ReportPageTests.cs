using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Graft.Reports;
using Microsoft.Playwright;

namespace Graft.Browser.Tests;

/// <summary>The report as a browser shows it.</summary>
public sealed class ReportPageTests : IDisposable
{
    private static readonly string[] Parts = ["Summary", "What to try next", "Scores", "Classes", "Confusion", "Mistakes", "Curves", "Calibration", "Training", "Feature map", "Data checks", "Recipe, environment and cost"];
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-page-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [BrowserTheory]
    [InlineData(ColorScheme.Light, 1200)]
    [InlineData(ColorScheme.Dark, 1200)]
    [InlineData(ColorScheme.Light, 390)]
    public async Task Report_InABrowser_ShowsAllPartsAsksForNothingAndIsAccessible(ColorScheme scheme, int width)
    {
        string path = Path.Combine(_folder, "report.html");
        Report.Write(path, DrawnReport.Of(_folder));
        new FileInfo(path).Length.ShouldBeLessThan(5_000_000);
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Browser.Path, Args = ["--no-sandbox"] });
        IPage page = await browser.NewPageAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } });
        List<string> said = [], asked = [];
        page.Console += (_, message) => said.Add(message.Text);
        page.PageError += (_, error) => said.Add(error);
        page.Request += (_, request) => asked.Add(request.Url);
        await page.GotoAsync(new Uri(path).AbsoluteUri);

        foreach (string part in Parts) (await page.GetByRole(AriaRole.Heading, new() { Name = part, Exact = true, Level = 2 }).IsVisibleAsync()).ShouldBeTrue(part);
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBe(width, "nothing sticks out sideways");
        await OpenACell(page);
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
