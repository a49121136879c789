using System.Text.Json;

namespace Graft.Cli.Tests;

/// <summary>The verbs about hubs and caches, as processes; the package of the default backbone is on every machine that builds this.</summary>
public sealed class HubCommandTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Pull_BuiltInName_PrintsWhereItLies()
    {
        (int code, string output, string error) = Graft("pull", "resnet18", "--offline", "--json");
        code.ShouldBe(0, error);
        JsonElement model = JsonDocument.Parse(output).RootElement[0];
        File.Exists(model.GetProperty("path").GetString()).ShouldBeTrue();
        model.GetProperty("files")[0].GetProperty("sha256").GetString()!.Length.ShouldBe(64);
    }

    [Fact]
    public void Pull_ForARecipe_PinsItAndHoldsIt()
    {
        File.WriteAllText(_home["weights.onnx"], "one");
        File.WriteAllText(_home["recipe.yaml"], $"data: photos\nbackbone: {_home["weights.onnx"]}\n");
        Graft("pull", "--for", _home["recipe.yaml"]).ExitCode.ShouldBe(0);
        File.Exists(_home["graft.lock"]).ShouldBeTrue();
        File.WriteAllText(_home["weights.onnx"], "two");
        (int code, _, string error) = Graft("pull", "--for", _home["recipe.yaml"]);
        code.ShouldBe(1);
        error.ShouldContain("these are not those bytes");
    }

    [Theory]
    [InlineData("Offline, and acme/nothing", "pull", "acme/nothing", "--offline")]
    [InlineData("in none of the caches", "remove", "acme/nothing")]
    [InlineData("in none of the caches", "verify", "acme/nothing")]
    [InlineData("There is no recipe", "pull", "--for", "nothing.yaml")]
    [InlineData("There is no folder", "push", "nothing", "acme/pets")]
    [InlineData("There is no file or folder", "pull-data", "./nothing")]
    public void Failure_TellsWhy(string expected, params string[] arguments)
    {
        (int code, string output, string error) = Graft(arguments);
        code.ShouldBe(1);
        output.ShouldBeEmpty();
        error.ShouldContain(expected);
    }

    private (int ExitCode, string Output, string Error) Graft(params string[] arguments) => Repository.Run("Graft.Cli.dll", _home.Path, arguments);
}
