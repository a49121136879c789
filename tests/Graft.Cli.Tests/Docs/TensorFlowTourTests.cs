using System.Text.RegularExpressions;
using Graft.Cli.Demo;
using Graft.Tests;

namespace Graft.Cli.Tests.Docs;

/// <summary>docs/tensorflow.md, command by command.</summary>
public sealed class TensorFlowTourTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [SharedFact("fixtures/keras")]
    public void Tour_EveryCommand_Succeeds()
    {
        Prepare();
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs/tensorflow.md"));
        string[] commands = [.. Regex.Matches(page, @"^graft (.+)$", RegexOptions.Multiline).Select(m => m.Groups[1].Value.Trim())];
        commands.Length.ShouldBeGreaterThan(5);
        foreach (string command in commands)
        {
            (int code, string output, string error) = Repository.Run("Graft.Cli.dll", _home.Path, command.Split(' '));
            code.ShouldBe(0, $"graft {command}\n{output}\n{error}");
        }
        File.Exists(_home["flowers.onnx"]).ShouldBeTrue();
        File.Exists(_home["my-bundle/model.onnx"]).ShouldBeTrue();
        File.Exists(_home["bundle-of-reviews/tokenizer.json"]).ShouldBeTrue();
    }

    private void Prepare()
    {
        Copy("fixtures/keras/h5", "whole-keras2.h5", "flowers.h5");
        foreach (string file in Directory.EnumerateFiles(Shared.Path("fixtures/bert-original"), "bert_*").Append(Shared.Path("fixtures/bert-original/vocab.txt")))
            Copy("fixtures/bert-original", Path.GetFileName(file), $"uncased_L-2_H-64_A-4/{Path.GetFileName(file)}");
        Directory.CreateDirectory(_home["my-model"]);
        TfJsModel.WriteExport(_home["my-model"], 32, "red", "green", "blue");
        string[] rows = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? $"a fine film {i},good" : $"no no no / {i} {i},bad")];
        File.WriteAllLines(_home["reviews.csv"], ["text,label", .. rows]);
        DemoPhotos.Write(_home["photos"], perClass: 6, seed: 1);
        File.Copy(Directory.EnumerateFiles(_home["photos"], "*.jpg", SearchOption.AllDirectories).First(), _home["photo.jpg"]);
    }

    private void Copy(string folder, string file, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_home[to])!);
        File.Copy(Shared.Path($"{folder}/{file}"), _home[to]);
    }
}
