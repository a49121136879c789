using Graft.Training.Policies;
using Graft.Training.Recipes;

namespace Graft.Training.Tests.Recipes;

public class RecipeFileTests
{
    private const string Yaml = """
        # what to learn
        data: photos
        seed: 7
        balance-classes: true
        partition: 80/20/0
        """;

    public sealed record Group
    {
        public int Epochs { get; init; } = 10;
        public double? Rate { get; init; }
        public NormStatistics Statistics { get; init; }
        public IReadOnlyList<int> Layers { get; init; } = [-1];
    }

    public sealed record Whole
    {
        public string Name { get; init; } = "none";
        public Group Training { get; init; } = new();
    }

    [Fact]
    public void Read_Yaml_FillsWhatItSaysAndKeepsTheDefaults() => InFile(".yaml", Yaml, path => RecipeFile.Read(path)
        .ShouldBe(new Recipe { Data = "photos", Seed = 7, BalanceClasses = true, Partition = "80/20/0" }));

    [Fact]
    public void Read_JsonOfARecipe_IsThatRecipe()
    {
        Recipe recipe = new() { Data = "photos", Backbone = "hf:a/b", Seed = 3, BalanceClasses = true };
        InFile(".json", recipe.ToJson(), path => RecipeFile.Read(path).ToJson().ShouldBe(recipe.ToJson()));
    }

    [Fact]
    public void Read_Settings_WinOverTheFileAndDataOverBoth() => InFile(".yaml", Yaml, path => RecipeFile.Read(path, ["seed=9", "backbone=resnet50", "cut="], "others")
        .ShouldBe(new Recipe { Data = "others", Seed = 9, Backbone = "resnet50", BalanceClasses = true, Partition = "80/20/0" }));

    [Fact]
    public void Read_SeveralFaults_TellsAllWithTheNearestNames() => InFile(".yaml", "data: x\nbackbon: a\nseed: many\nbalance_classes: 3\n", path =>
    {
        string message = Should.Throw<GraftException>(() => RecipeFile.Read(path)).Message;
        message.ShouldContain("Unknown key 'backbon'. Did you mean 'backbone'?");
        message.ShouldContain("'seed' must be a whole number, got 'many'");
        message.ShouldContain("'balance_classes' must be true or false");
    });

    [Fact]
    public void Read_NoData_SaysSo() => Should.Throw<GraftException>(() => RecipeFile.Read(null, ["seed=1"])).Message.ShouldContain("expected 'data'");

    [Theory]
    [InlineData("data: &a x\nbackbone: *a\n", "aliases")]
    [InlineData("data: !!python/object:os.system x\n", "tag")]
    [InlineData("data: [x\n", "YAML")]
    [InlineData("- x\n", "a list")]
    [InlineData("data: x\ndata: y\n", "YAML")]
    public void Read_WhatIsNoRecipe_IsRefused(string yaml, string named) => InFile(".yaml", yaml, path => Should.Throw<GraftException>(() => RecipeFile.Read(path)).Message.ShouldContain(named));

    [Fact]
    public void Bind_Groups_TakeDottedKeysListsAndEnums()
    {
        RecipeTree tree = RecipeTree.OfYaml("training:\n  epochs: 3\n  layers: [-1, -2]\n", "test");
        tree.Set("training.rate=1e-4");
        tree.Set("training.statistics=Reestimated");
        Whole whole = RecipeBinding.Bind<Whole>(tree, "test");
        (whole.Training.Epochs, whole.Training.Rate, whole.Training.Statistics).ShouldBe((3, 1e-4, NormStatistics.Reestimated));
        whole.Training.Layers.ShouldBe([-1, -2]);
        RecipeBinding.Keys(typeof(Whole)).ShouldBe(["name", "training.epochs", "training.rate", "training.statistics", "training.layers"]);
    }

    [Fact]
    public void Bind_UnknownKeyOfAGroup_SuggestsWithinIt()
    {
        RecipeTree tree = new();
        tree.Set("training.epoch=3");
        tree.Set("training.statistics=frosen");
        string message = Should.Throw<GraftException>(() => RecipeBinding.Bind<Whole>(tree, "test")).Message;
        message.ShouldContain("Did you mean 'training.epochs'?");
        message.ShouldContain("Did you mean 'frozen'?");
    }

    private static void InFile(string extension, string text, Action<string> check)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("graft-recipe").FullName, $"recipe{extension}");
        File.WriteAllText(path, text);
        check(path);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }
}
