using System.Text.Json;
using Graft.Cli.Demo;
using Graft.Graphs;
using Graft.Hub;
using Graft.Tests;
using Graft.Training;
using Graft.Training.Texts;

namespace Graft.Cli.Tests.Flow;

/// <summary>graft compare on bundles that graft train left, by their test parts.</summary>
public sealed class ComparisonTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Compare_TwoBundlesOfTexts_PutsWhatChangedFirst()
    {
        string[] good = ["fine", "great", "lovely"], bad = ["awful", "bad", "poor"], things = ["film", "book", "play"];
        TinyEncoder.Write(_home["encoder"], [.. good, .. bad, .. things, "the", "was", "not"]);
        File.WriteAllLines(_home["texts.csv"], Enumerable.Range(0, 160).Select(i => (i % 4 == 0, i % 8 < 4) switch
        {
            (true, bool up) => $"the {things[i % 3]} was not {(up ? bad : good)[i % 3]},{(up ? "up" : "down")}",
            (_, bool up) => $"the {things[i % 3]} was {(up ? good : bad)[i % 3]},{(up ? "up" : "down")}",
        }).Prepend("text,label"));
        Recipe recipe = new() { Data = _home["texts.csv"], Backbone = _home["encoder"], Label = "label" };
        TextTransfer.Run(recipe, _home["whole"], new HubOptions { Home = _home.Path });
        TextTransfer.Run(recipe with { MaxLength = 5 }, _home["short"], new HubOptions { Home = _home.Path });

        JsonElement found = Compare("whole", "short");
        found.GetProperty("kind").GetString().ShouldBe("text");
        found.GetProperty("models")[0].GetProperty("metrics").GetProperty("accuracy").GetDouble().ShouldBeGreaterThan(found.GetProperty("models")[1].GetProperty("metrics").GetProperty("accuracy").GetDouble());
        found.GetProperty("models")[1].GetProperty("training_seconds").GetDouble().ShouldBeGreaterThan(0);
        string[] changes = [.. found.GetProperty("changed").EnumerateArray().Select(c => c.GetProperty("change").GetString()!)];
        changes[0].ShouldBe("worse");
        changes.ShouldBe([.. changes.OrderByDescending(c => c, StringComparer.Ordinal)], "worse, other models' gains behind");
        found.GetProperty("against_first")[0].GetProperty("only_a").GetInt32().ShouldBe(changes.Count(c => c == "worse"));
        string page = File.ReadAllText(_home["page.html"]);
        page.IndexOf("Changed examples", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("McNemar", StringComparison.Ordinal));
    }

    [Fact]
    public void Compare_TwoBundlesOfPhotos_TellsScoresTimeAndSize()
    {
        File.WriteAllBytes(_home["backbone.onnx"], OnnxFile.ToBytes(DrawnNetwork.Build("squeezenet1_1")));
        DemoPhotos.Write(_home["photos"], perClass: 8, seed: 5);
        Recipe recipe = new() { Data = _home["photos"], Backbone = _home["backbone.onnx"] };
        Transfer.Run(recipe, _home["a"], new HubOptions { Home = _home.Path });
        Transfer.Run(recipe with { BalanceClasses = true }, _home["b"], new HubOptions { Home = _home.Path });
        Compare("a", "b").GetProperty("models").EnumerateArray().Select(m => m.GetProperty("bytes").GetInt64()).ShouldAllBe(b => b == new FileInfo(_home["a/model.onnx"]).Length);
        string table = Repository.Run("Graft.Cli.dll", _home.Path, "compare", _home["a"], _home["b"]).Output;
        table.ShouldContain("milliseconds an example");
        table.ShouldContain("seconds of training");
    }

    private JsonElement Compare(string a, string b)
    {
        (int code, string output, string error) = Repository.Run("Graft.Cli.dll", _home.Path, "compare", _home[a], _home[b], "--json", "--html", _home["page.html"]);
        code.ShouldBe(0, error);
        return JsonDocument.Parse(output).RootElement;
    }
}
