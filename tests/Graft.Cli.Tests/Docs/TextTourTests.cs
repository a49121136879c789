using System.Text.RegularExpressions;
using Graft.Tests;

namespace Graft.Cli.Tests.Docs;

/// <summary>docs/texts.md, command by command.</summary>
public sealed class TextTourTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Tour_EveryCommand_Succeeds()
    {
        string[] words = ["a", "fine", "film", "dull", "book", "no", "very", "play"];
        TinyEncoder.Write(_home["my-encoder"], words);
        File.WriteAllLines(_home["reviews.csv"], Enumerable.Range(0, 80).Select(i => $"a {(i % 2 == 0 ? "fine" : "dull")} {words[i % 3 == 0 ? 2 : 4]} {(i % 5 == 0 ? "no" : "very")} {i % 7},{(i % 2 == 0 ? "good" : "bad")}").Prepend("text,label"));
        string[] commands = [.. Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/texts.md")), @"^graft (.+)$", RegexOptions.Multiline).Select(m => m.Groups[1].Value.Trim())];
        commands.Length.ShouldBeGreaterThan(8);
        foreach (string command in commands)
        {
            string[] arguments = [.. Regex.Matches(command, "\"([^\"]*)\"|(\\S+)").Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Value)];
            (int code, string output, string error) = Repository.Run("Graft.Cli.dll", _home.Path, arguments);
            code.ShouldBe(0, $"graft {command}\n{output}\n{error}");
        }
    }
}
