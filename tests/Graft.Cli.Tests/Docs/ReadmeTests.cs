using System.Text.RegularExpressions;

namespace Graft.Cli.Tests.Docs;

public class ReadmeTests
{
    private static string Readme => File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void Readme_CSharpExample_IsTheSample()
    {
        string sample = File.ReadAllText(Path.Combine(Repository.Root, "samples/QuickStart/Program.cs"));
        string[] regions = [.. Regex.Matches(sample, "#region quickstart\n(.*?)#endregion", RegexOptions.Singleline).Select(m => m.Groups[1].Value.Trim())];
        string shown = Regex.Match(Readme, "```csharp\n(.*?)```", RegexOptions.Singleline).Groups[1].Value.Trim();
        shown.ShouldBe(string.Join("\n\n", regions));
    }

    [Fact]
    public void Readme_Links_LeadSomewhere()
    {
        foreach (Match link in Regex.Matches(Readme, @"\]\((?!https?:)([^)#]+)\)"))
        {
            string target = Path.Combine(Repository.Root, link.Groups[1].Value);
            (File.Exists(target) || Directory.Exists(target)).ShouldBeTrue(link.Value);
        }
    }

    [Fact]
    public void Readme_Verbs_AreTheTools()
    {
        string[] verbs = [.. Regex.Matches(Readme, @"^graft ([a-z-]+)", RegexOptions.Multiline).Select(m => m.Groups[1].Value).Distinct()];
        using TemporaryFolder home = new();
        (int code, string help, _) = Repository.Run("Graft.Cli.dll", home.Path, "--help");
        code.ShouldBe(0);
        foreach (string verb in verbs) help.ShouldContain($"  {verb} ");
    }
}
