using System.Diagnostics;
using System.Text.Json;
using Graft.Cli.Demo;

namespace Graft.Cli.Tests;

/// <summary>The tool as its users meet it: a process, its two outputs and its exit code.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void UnknownOption_IsWrongUsage()
    {
        (int code, string output, string error) = Graft("train", "photos", "--epochz", "3");
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldContain("--epochz");
    }

    [Fact]
    public void Arguments_WithSpacesAccentsAndNothing_ArriveAsGiven()
    {
        (int code, _, string error) = Graft("inspect", "", "one two", "né");
        code.ShouldBe(2);
        error.ShouldContain("'one two'");
        error.ShouldContain("'né'");
    }

    [Theory]
    [InlineData("There is no folder or file", "train", "no-such-folder")]
    [InlineData("There is no bundle", "predict", "no-such-bundle", "photo.jpg")]
    [InlineData("resnet18", "train", ".", "--backbone", "resnet81")]
    public void Failure_TellsWhy_WithoutStackTrace(string expected, params string[] arguments)
    {
        DemoPhotos.Write(_home["a-folder"], perClass: 2, seed: 1);
        if (arguments[1] == ".") arguments[1] = _home["a-folder"];
        (int code, string output, string error) = Graft(arguments);
        code.ShouldBe(1);
        output.ShouldBeEmpty();
        error.ShouldContain(expected);
        error.ShouldNotContain("   at ");
    }

    [Fact]
    public void Train_ThenPredict_AnswersAsDocumented()
    {
        DemoPhotos.Write(_home["photos"], perClass: 10, seed: 3);
        (int code, string output, string error) = Graft("train", _home["photos"], "-o", _home["bundle"], "--json", "--partition", "80/0/20");
        code.ShouldBe(0, error);
        JsonElement metrics = JsonDocument.Parse(output).RootElement.GetProperty("metrics");
        metrics.GetProperty("test").GetProperty("count").GetInt32().ShouldBe(10);
        metrics.GetProperty("test").GetProperty("per_class").GetArrayLength().ShouldBe(5);

        string photo = Path.Combine(_home["photos"], "star", "star-000.jpg");
        (code, output, error) = Graft("predict", _home["bundle"], photo, "--json");
        code.ShouldBe(0, error);
        JsonElement prediction = JsonDocument.Parse(output).RootElement[0];
        prediction.GetProperty("input").GetString().ShouldBe(photo);
        double best = prediction.GetProperty("probabilities").EnumerateObject().Max(p => p.Value.GetDouble());
        prediction.GetProperty("probability").GetDouble().ShouldBe(best);
    }

    [Fact]
    public void Train_KilledAndStartedAgain_GivesTheSameBytes()
    {
        DemoPhotos.Write(_home["photos"], perClass: 8, seed: 4);
        Graft("train", _home["photos"], "-o", _home["whole"], "--quiet").ExitCode.ShouldBe(0);
        Directory.Delete(_home["features"], recursive: true);
        foreach (int milliseconds in new[] { 500, 900, 1300 })
        {
            using Process process = Repository.Start("Graft.Cli.dll", _home.Path, "train", _home["photos"], "-o", _home["killed"], "--quiet");
            if (!process.WaitForExit(milliseconds)) process.Kill();
            process.WaitForExit();
        }
        Graft("train", _home["photos"], "-o", _home["killed"], "--quiet").ExitCode.ShouldBe(0);
        File.ReadAllBytes(Path.Combine(_home["killed"], "model.onnx")).ShouldBe(File.ReadAllBytes(Path.Combine(_home["whole"], "model.onnx")));
    }

    private (int ExitCode, string Output, string Error) Graft(params string[] arguments) => Repository.Run("Graft.Cli.dll", _home.Path, arguments);
}
