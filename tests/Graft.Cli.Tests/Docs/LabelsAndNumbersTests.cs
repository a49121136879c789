using System.Globalization;
using System.Text.RegularExpressions;
using Graft.Graphs;
using Graft.Tests;

namespace Graft.Cli.Tests.Docs;

/// <summary>docs/labels-and-numbers.md, command by command, with a small network in place of the default.</summary>
public sealed class LabelsAndNumbersTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Page_EveryCommand_Succeeds()
    {
        Prepare();
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs/labels-and-numbers.md"));
        string[] commands = [.. Regex.Matches(page, "^graft (.+)$", RegexOptions.Multiline).Select(m => m.Groups[1].Value.Trim())];
        commands.Length.ShouldBe(6);
        string output = "";
        foreach (string command in commands)
        {
            string[] words = [.. command.Split(' '), .. command.StartsWith("train", StringComparison.Ordinal) ? (string[])["--backbone", "backbone.onnx"] : []];
            (int code, output, string error) = Repository.Run("Graft.Cli.dll", _home.Path, words);
            code.ShouldBe(0, $"graft {command}\n{output}\n{error}");
        }
        output.ShouldStartWith("file,size,grey");
    }

    private void Prepare()
    {
        File.WriteAllBytes(_home["backbone.onnx"], OnnxFile.ToBytes(DrawnNetwork.Build("squeezenet1_1")));
        DrawnThings.Thing[] things = DrawnThings.Draw(_home.Path, count: 48, seed: 4);
        File.WriteAllLines(_home["things.csv"], things.Select(t => $"{t.File},{string.Join(';', t.Labels)},{t.Numbers}").Prepend("path,tags,size,grey"));
        File.WriteAllLines(_home["things.jsonl"], things.Select(t => string.Create(CultureInfo.InvariantCulture, $$"""{"path": "{{t.File}}", "size": {{t.Size}}.5}""")));
        File.Copy(_home[things[0].File], _home["photo.png"]);
    }
}
