using Graft.Hub;

namespace Graft.Tests.Hub;

/// <summary>The same addresses give the same bytes elsewhere, or an error.</summary>
public sealed class ModelPinsTests : IDisposable
{
    private const string Fixture = "fixtures/hub/repositories.json";
    private const string Main = "3b3b0096c8c2d8ec8018a7fca594306cda1bd105", First = "d92ebe87a93fa7529a50bdde647bf1b02d66368c";

    private readonly Sandbox _here = new(), _elsewhere = new();

    [SharedFact(Fixture)]
    public void Resolve_BranchMovedSince_GivesThePinnedCommit()
    {
        using HubServer server = new();
        string path = _here.Path("graft.lock");
        server.OnHub = Moving(server, First);
        ModelPins pins = new();
        ModelHub.Resolve("acme/tiny-bert", Options(_here, server, pins)).Address.ShouldBe(new HuggingFaceAddress("acme/tiny-bert", First));
        pins.Save(path);

        server.OnHub = Moving(server, Main);
        ResolvedModel again = ModelHub.Resolve("acme/tiny-bert", Options(_elsewhere, server, ModelPins.Open(path)));
        again.Address.ShouldBe(new HuggingFaceAddress("acme/tiny-bert", First));
        ModelHub.Resolve("acme/tiny-bert", Options(_elsewhere, server, null)).Address.ShouldBe(new HuggingFaceAddress("acme/tiny-bert", Main));
    }

    [Fact]
    public void Resolve_OtherBytesThanPinned_NamesEveryFile()
    {
        _here.Write("model/a.bin", "a");
        _here.Write("model/b.bin", "b");
        ModelPins pins = new();
        ModelHub.Resolve(_here.Path("model"), _here.Options with { Pins = pins });
        _here.Write("model/a.bin", "other");
        File.Delete(_here.Path("model/b.bin"));
        string fault = Should.Throw<GraftException>(() => ModelHub.Resolve(_here.Path("model"), _here.Options with { Pins = pins })).Message;
        fault.ShouldSatisfyAllConditions(m => m.ShouldContain("a.bin: expected SHA-256 ca978112"), m => m.ShouldContain("b.bin"), m => m.ShouldContain("no such file"));
        pins.Forget(new LocalAddress(_here.Path("model"))).ShouldBeTrue();
        ModelHub.Resolve(_here.Path("model"), _here.Options with { Pins = pins }).Files.Count.ShouldBe(1);
    }

    [Fact]
    public void SaveThenOpen_KeepsThePins()
    {
        ModelPins pins = new();
        _here.Write("model.onnx", "x");
        ModelHub.Resolve(_here.Path("model.onnx"), _here.Options with { Pins = pins });
        pins.Save(_here.Path("graft.lock"));
        string text = File.ReadAllText(_here.Path("graft.lock"));
        ModelPins.Open(_here.Path("graft.lock")).Addresses.ShouldBe(pins.Addresses);
        ModelPins.Open(_here.Path("graft.lock")).Save(_here.Path("again.lock"));
        File.ReadAllText(_here.Path("again.lock")).ShouldBe(text);
    }

    [Theory]
    [InlineData("{", "is damaged")]
    [InlineData("{\"version\": 1}", "is damaged")]
    [InlineData("{\"version\": 2, \"models\": {}}", "newer Graft")]
    public void Open_BadFile_SaysSo(string text, string expected) =>
        Should.Throw<GraftException>(() => ModelPins.Open(_here.Write("graft.lock", text))).Message.ShouldContain(expected);

    public void Dispose()
    {
        _here.Dispose();
        _elsewhere.Dispose();
    }

    private static HubOptions Options(Sandbox sandbox, HubServer server, ModelPins? pins)
    {
        sandbox.Variables["HF_ENDPOINT"] = server.Hub.Address;
        return sandbox.Options with { Pins = pins };
    }

    /// <summary>A hub whose main branch is at this commit.</summary>
    private static Func<WebRequest, WebAnswer?> Moving(HubServer server, string commit) =>
        r => r.Path.EndsWith("/revision/main", StringComparison.Ordinal) ? server.Serve(r with { Path = r.Path.Replace("main", commit, StringComparison.Ordinal) }) : null;
}
