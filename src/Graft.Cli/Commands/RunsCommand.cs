using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Cli.Output;
using Graft.Evaluation;
using Graft.Training.Tracking;

namespace Graft.Cli.Commands;

/// <summary>graft runs: what was trained, with which recipe and which scores.</summary>
internal static class RunsCommand
{
    private static readonly Option<string?> SortBy = new("--sort") { Description = "a value, such as test.accuracy; the largest first, with - before it the smallest" };
    private static readonly Option<string[]> Filter = new("--filter") { Description = "test.accuracy>0.9, backbone=resnet18, tag=best, data~pets; may be given several times" };
    private static readonly Option<string[]> Show = new("--show") { Description = "values to list instead of accuracy and macro F1", AllowMultipleArgumentsPerToken = true };

    public static Command Create()
    {
        Command runs = new("runs", "List what was trained.\n\nExamples:\n  graft runs --sort test.accuracy\n  graft runs --filter 'test.accuracy>0.9' --filter tag=best\n  graft runs diff 3 5\n  graft runs tag 5 best") { SortBy, Filter, Show };
        runs.Add(Diff());
        runs.Add(Tag());
        runs.Add(Delete());
        runs.SetAction(parsed => With(parsed, store => List(parsed, store)));
        return runs;
    }

    private static void List(ParseResult parsed, RunStore store)
    {
        IReadOnlyList<TrackedRun> runs = RunLists.Where(store.List(), (parsed.GetValue(Filter) ?? []).Select(RunFilter.Parse));
        if (parsed.GetValue(SortBy) is { } key) runs = RunLists.Sort(runs, key);
        if (parsed.GetValue(Globals.Json))
        {
            Print(new JsonArray([.. runs.Select(RunJson.Of)]));
            return;
        }
        string[] shown = parsed.GetValue(Show) is { Length: > 0 } wished ? wished : ["backbone", "validation.accuracy", "test.accuracy", "test.macro_f1"];
        Results.Table(["run", "started", "status", "seconds", "bundle", .. shown, "tags"], runs.Select(r =>
        {
            IReadOnlyDictionary<string, string> values = r.Values();
            return (IReadOnlyList<string>)[values["id"], r.Started.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), r.Status, r.Seconds?.ToString("F1", CultureInfo.InvariantCulture) ?? "", Path.GetFileName(r.Bundle),
                .. shown.Select(k => Short(values.GetValueOrDefault(k))), string.Join(", ", r.Tags)];
        }));
    }

    private static Command Diff()
    {
        Argument<long> a = new("a") { Description = "a run's number" }, b = new("b") { Description = "another's" };
        Command diff = new("diff", "Show in which values two runs differ.") { a, b };
        diff.SetAction(parsed => With(parsed, store =>
        {
            IReadOnlyList<(string Key, string? A, string? B)> differences = RunLists.Differences(store.Get(parsed.GetValue(a)), store.Get(parsed.GetValue(b)));
            if (parsed.GetValue(Globals.Json)) Print(new JsonArray([.. differences.Select(d => new JsonObject { ["key"] = d.Key, ["a"] = d.A, ["b"] = d.B })]));
            else Results.Table(["value", $"run {parsed.GetValue(a)}", $"run {parsed.GetValue(b)}"], differences.Select(d => (IReadOnlyList<string>)[d.Key, d.A ?? "", d.B ?? ""]));
        }));
        return diff;
    }

    private static Command Tag()
    {
        Argument<long> run = new("run") { Description = "a run's number" };
        Argument<string[]> tags = new("tags") { Description = "what to call it", Arity = ArgumentArity.OneOrMore };
        Option<bool> remove = new("--remove") { Description = "take the tags away" };
        Command tag = new("tag", "Give a run tags.") { run, tags, remove };
        tag.SetAction(parsed => With(parsed, store =>
        {
            foreach (string one in parsed.GetRequiredValue(tags))
            {
                if (parsed.GetValue(remove)) store.Untag(parsed.GetValue(run), one);
                else store.Tag(parsed.GetValue(run), one);
            }
        }));
        return tag;
    }

    private static Command Delete()
    {
        Argument<long[]> runs = new("runs") { Description = "numbers of runs", Arity = ArgumentArity.OneOrMore };
        Command delete = new("delete", "Forget runs. Their bundles stay.") { runs };
        delete.SetAction(parsed => With(parsed, store =>
        {
            foreach (long run in parsed.GetRequiredValue(runs)) store.Delete(run);
        }));
        return delete;
    }

    private static int With(ParseResult parsed, Action<RunStore> action)
    {
        using RunStore store = RunStore.Open(Globals.Hub(parsed).HomeFolder);
        action(store);
        return ExitCodes.Done;
    }

    private static void Print(JsonArray json) => Console.Out.WriteLine(json.ToJsonString(EvaluationJson.Readable.Options));

    private static string Short(string? value) => value is null ? "" : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number.ToString("0.####", CultureInfo.InvariantCulture) : value;
}
