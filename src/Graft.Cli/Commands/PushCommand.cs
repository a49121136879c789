using System.CommandLine;
using System.Text.Json.Nodes;
using Graft.Cli.Output;
using Graft.Hub;
using Graft.Hub.HuggingFace.Pushing;

namespace Graft.Cli.Commands;

/// <summary>graft push: publishes a bundle in a repository of a Hugging Face hub.</summary>
internal static class PushCommand
{
    private static readonly Argument<string> Bundle = new("bundle") { Description = "what graft train has left, or any folder" };
    private static readonly Argument<string> Repository = new("repository") { Description = "org/name, or org/name@branch; made where there is none" };
    private static readonly Option<string> Message = new("--message") { Description = "the commit's one line", DefaultValueFactory = _ => new PushOptions().Message };
    private static readonly Option<bool> Private = new("--private") { Description = "make a new repository private" };
    private static readonly Option<bool> PullRequest = new("--pull-request") { Description = "propose the change instead of making it" };

    public static Command Create()
    {
        Command push = new("push", "Publish a bundle on a Hugging Face hub (token: HF_TOKEN).\n\nExample:\n  graft push pets my-org/pets --private")
        {
            Bundle, Repository, Message, Private, PullRequest,
        };
        push.SetAction(RunAsync);
        return push;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        string target = parsed.GetRequiredValue(Repository);
        HuggingFaceAddress address = ModelAddress.Parse(target.Contains(':') ? target : "hf:" + target) as HuggingFaceAddress
            ?? throw new GraftException($"'{target}' is no repository of a Hugging Face hub. Expected org/name.");
        PushOptions options = new() { Message = parsed.GetRequiredValue(Message), Private = parsed.GetValue(Private), PullRequest = parsed.GetValue(PullRequest) };
        PushedCommit commit = await HubPush.RunAsync(parsed.GetRequiredValue(Bundle), address, options, Globals.Hub(parsed), cancel).ConfigureAwait(false);
        if (parsed.GetValue(Globals.Json)) HubJson.Print(ToJson(address, commit));
        else Console.Out.WriteLine(commit.Changed.Count == 0 ? $"{address.Repository} has all {commit.Unchanged.Count} files already, at commit {commit.Commit}"
            : $"{commit.Changed.Count} files changed, {commit.Unchanged.Count} as they were, commit {commit.Commit} {commit.Url}");
        return ExitCodes.Done;
    }

    private static JsonObject ToJson(HuggingFaceAddress address, PushedCommit commit) => new()
    {
        ["repository"] = address.Repository,
        ["commit"] = commit.Commit,
        ["url"] = commit.Url,
        ["changed"] = new JsonArray([.. commit.Changed.Select(f => JsonValue.Create(f))]),
        ["unchanged"] = new JsonArray([.. commit.Unchanged.Select(f => JsonValue.Create(f))]),
    };
}
