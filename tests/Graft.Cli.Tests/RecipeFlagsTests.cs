using System.Text.Json;
using Graft.Cli.Demo;

namespace Graft.Cli.Tests;

/// <summary>Recipes, settings and dry runs of graft train, as a process.</summary>
public sealed class RecipeFlagsTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Train_NeitherDataNorRecipe_IsWrongUsage()
    {
        (int code, _, string error) = Graft("train");
        code.ShouldBe(2);
        error.ShouldContain("name the data, or a recipe");
    }

    [Fact]
    public void Train_UnknownKey_SuggestsTheNearest()
    {
        (int code, string output, string error) = Graft("train", "photos", "--set", "training.epoch=5");
        code.ShouldBe(1);
        output.ShouldBeEmpty();
        error.ShouldContain("Did you mean 'training.epochs'?");
    }

    [Fact]
    public void Train_RecipeOfABundle_GivesTheSameModelAndFlagsWin()
    {
        DemoPhotos.Write(_home["photos"], perClass: 8, seed: 5);
        Graft("train", _home["photos"], "-o", _home["first"], "--seed", "3", "--quiet").ExitCode.ShouldBe(0);
        Graft("train", "--recipe", _home["first"], "-o", _home["again"], "--quiet").ExitCode.ShouldBe(0);
        Model("again").ShouldBe(Model("first"));
        Graft("train", "--recipe", _home["first"], "--seed", "4", "-o", _home["other"], "--quiet").ExitCode.ShouldBe(0);
        JsonDocument.Parse(File.ReadAllText(Path.Combine(_home["other"], "recipe.json"))).RootElement.GetProperty("seed").GetInt64().ShouldBe(4);
    }

    [Fact]
    public void Train_RecipeFile_IsHeldToTheLockBesideIt()
    {
        DemoPhotos.Write(_home["photos"], perClass: 8, seed: 5);
        File.WriteAllText(_home["recipe.yaml"], "data: photos\nbackbone: resnet18\n");
        Graft("train", "--recipe", "recipe.yaml", "-o", _home["first"], "--quiet").ExitCode.ShouldBe(0);
        string pinned = File.ReadAllText(_home["graft.lock"]);
        pinned.ShouldBe(File.ReadAllText(Path.Combine(_home["first"], "graft.lock")));

        string hash = System.Text.RegularExpressions.Regex.Match(pinned, "[0-9a-f]{64}").Value, other = new('0', 64);
        File.WriteAllText(_home["graft.lock"], pinned.Replace(hash, other));
        (int code, string output, string error) = Graft("train", "--recipe", "recipe.yaml", "-o", _home["second"], "--quiet");
        code.ShouldBe(1);
        output.ShouldBeEmpty();
        error.ShouldContain($"expected SHA-256 {other}, found {hash}");
        Directory.Exists(_home["second"]).ShouldBeFalse();
    }

    [Fact]
    public void Train_DryRun_TellsStagesAndCutAndWritesNothing()
    {
        DemoPhotos.Write(_home["photos"], perClass: 4, seed: 5);
        File.WriteAllText(_home["recipe.yaml"], "data: photos\npolicy:\n  unfreeze-last: 1\ntraining:\n  epochs: 3\n");
        (int code, string output, string error) = Graft("train", "--recipe", "recipe.yaml", "--dry-run", "--json", "-o", _home["bundle"]);
        code.ShouldBe(0, error);
        JsonElement told = JsonDocument.Parse(output).RootElement;
        told.GetProperty("epochs").GetInt32().ShouldBe(3);
        JsonElement stages = told.GetProperty("phases")[0].GetProperty("stages");
        stages.EnumerateArray().Count(s => s.GetProperty("learning").GetInt64() > 0).ShouldBe(2);
        told.GetProperty("phases")[0].GetProperty("frontier").GetProperty("bytes_per_example").GetInt64().ShouldBeGreaterThan(0);
        Directory.Exists(_home["bundle"]).ShouldBeFalse();
    }

    [Fact]
    public void Train_SettingForTexts_LeavesTheOtherHabitsOfTexts()
    {
        File.WriteAllLines(_home["texts.csv"], [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? "a good film,up" : "a bad film,down").Prepend("text,label")]);
        Graft("train", "texts.csv", "--baseline", "lstm", "--set", "training.epochs=2", "-o", "bundle").ExitCode.ShouldBe(0);
        JsonElement recipe = JsonDocument.Parse(File.ReadAllText(_home["bundle/recipe.json"])).RootElement;
        recipe.GetProperty("training").GetProperty("epochs").GetInt32().ShouldBe(2);
        recipe.GetProperty("training").GetProperty("schedule").GetString().ShouldBe("linear");
        recipe.GetProperty("dropout").GetDouble().ShouldBe(0.3);
        (int code, _, string error) = Graft("train", "texts.csv", "--baseline", "lstm", "--backbone", "minilm");
        code.ShouldBe(2);
        error.ShouldContain("--baseline");
    }

    private byte[] Model(string bundle) => File.ReadAllBytes(Path.Combine(_home[bundle], "model.onnx"));

    private (int ExitCode, string Output, string Error) Graft(params string[] arguments) => Repository.Run("Graft.Cli.dll", _home.Path, arguments);
}
