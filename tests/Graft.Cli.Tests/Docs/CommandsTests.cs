using System.Text.RegularExpressions;
using Graft.Cli.Demo;

namespace Graft.Cli.Tests.Docs;

/// <summary>The commands of the pages on training, run as they stand there on photos that our own code draws.</summary>
public sealed class CommandsTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("recipes.md")]
    [InlineData("fine-tuning.md")]
    public void Page_EveryCommand_Works(string page)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "docs", page));
        DemoPhotos.Write(_home["photos"], perClass: 12, seed: 1);
        if (Regex.Match(text, "```yaml\n(.*?)```", RegexOptions.Singleline) is { Success: true } yaml) File.WriteAllText(_home["recipe.yaml"], yaml.Groups[1].Value);
        string[] commands = [.. Regex.Matches(text, "^graft .*$", RegexOptions.Multiline).Select(m => m.Value)];

        commands.Length.ShouldBeGreaterThan(2);
        foreach (string command in commands)
        {
            (int code, _, string error) = Repository.Run("Graft.Cli.dll", _home.Path, command.Split(' ')[1..]);
            code.ShouldBe(0, $"{command}\n{error}");
        }
    }
}
