using System.Text.Json.Nodes;
using Graft.Training.Tracking;

namespace Graft.Training.Tests.Tracking;

public sealed class RunStoreTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("graft-runs-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void End_ThenList_GivesWhatWasRecorded()
    {
        long id = Add("a", 0.9, tags: "best");
        using RunStore store = RunStore.Open(_home);
        TrackedRun run = store.List().Single();
        (run.Id, run.Bundle, run.Status, run.Seconds).ShouldBe((id, "a", "done", 1.5));
        run.Tags.ShouldBe(["best"]);
        run.Values()["test.accuracy"].ShouldBe("0.9");
        run.Values()["training.epochs"].ShouldBe("3");
        store.Points(id).ShouldBe([new("train loss", 1, 0.5), new("train loss", 2, 0.25)]);
    }

    [Fact]
    public void Delete_ForgetsTheRunItsTagsAndItsPoints()
    {
        long id = Add("a", 0.9, tags: "best");
        using RunStore store = RunStore.Open(_home);
        store.Delete(id);
        store.List().ShouldBeEmpty();
        store.Points(id).ShouldBeEmpty();
        Should.Throw<GraftException>(() => store.Tag(id, "x")).Message.ShouldContain($"no run {id}");
    }

    [Theory]
    [InlineData("test.accuracy>0.85", "b c")]
    [InlineData("test.accuracy<=0.8", "a")]
    [InlineData("tag=best", "b")]
    [InlineData("tag!=best", "a c")]
    [InlineData("data~PET", "a b c")]
    [InlineData("status!=done", "")]
    [InlineData("missing!=1", "a b c")]
    public void Where_Filter_KeepsThoseThatPass(string filter, string expected)
    {
        Add("a", 0.8);
        Add("b", 0.9, tags: "best");
        Add("c", 0.95);
        using RunStore store = RunStore.Open(_home);
        string.Join(' ', RunLists.Where(store.List(), [RunFilter.Parse(filter)]).Select(r => r.Bundle).Order(StringComparer.Ordinal)).ShouldBe(expected);
    }

    [Fact]
    public void Sort_ByAScore_PutsTheBestFirstAndThoseWithoutLast()
    {
        Add("a", 0.8);
        Add("b", 0.95);
        using RunStore store = RunStore.Open(_home);
        store.Begin("unfinished", [], DateTimeOffset.UnixEpoch);
        RunLists.Sort(store.List(), "test.accuracy").Select(r => r.Bundle).ShouldBe(["b", "a", "unfinished"]);
        RunLists.Sort(store.List(), "-test.accuracy").Select(r => r.Bundle).ShouldBe(["a", "b", "unfinished"]);
    }

    [Fact]
    public void Differences_OfTwoRuns_AreTheValuesThatDiffer()
    {
        long a = Add("a", 0.8), b = Add("b", 0.9);
        using RunStore store = RunStore.Open(_home);
        RunLists.Differences(store.Get(a), store.Get(b)).ShouldBe([("bundle", "a", "b"), ("test.accuracy", "0.8", "0.9")]);
    }

    [Fact]
    public void Parse_NoOperator_SaysWhatAFilterIs() => Should.Throw<GraftException>(() => RunFilter.Parse("accuracy")).Message.ShouldContain("test.accuracy>0.9");

    [Fact]
    public void RunRecorder_ALogFails_TheOthersGoOn()
    {
        List<string> warnings = [];
        using (RunRecorder recorder = new([() => throw new GraftException("no server"), () => new StoredRunLog(_home, "x", [])], warnings.Add))
        {
            recorder.Log(new TrackedPoint("train loss", 1, 2));
            recorder.End([]);
        }
        warnings.ShouldBe(["no server"]);
        using RunStore store = RunStore.Open(_home);
        store.List().Single().Status.ShouldBe("done");
    }

    [Fact]
    public void RunRecorder_NotEnded_IsInterruptedWhereItWasCancelled()
    {
        using CancellationTokenSource cancel = new();
        cancel.Cancel();
        new RunRecorder([() => new StoredRunLog(_home, "x", [])], _ => { }, cancel: cancel.Token).Dispose();
        using RunStore store = RunStore.Open(_home);
        store.List().Single().Status.ShouldBe("interrupted");
    }

    private long Add(string bundle, double accuracy, params string[] tags)
    {
        using RunStore store = RunStore.Open(_home);
        long id = store.Begin(bundle, new JsonObject { ["data"] = "pets", ["training"] = new JsonObject { ["epochs"] = 3 } }, DateTimeOffset.UnixEpoch);
        store.Log(id, [new("train loss", 1, 0.5), new("train loss", 2, 0.25)]);
        store.End(id, "done", 1.5, new JsonObject { ["test"] = new JsonObject { ["accuracy"] = accuracy } }, null);
        foreach (string tag in tags) store.Tag(id, tag);
        return id;
    }
}
