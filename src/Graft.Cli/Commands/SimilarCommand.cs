using System.CommandLine;
using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Graft.Backbones;
using Graft.Cli.Output;
using Graft.Evaluation;
using Graft.Text;

namespace Graft.Cli.Commands;

/// <summary>graft similar: texts in the order of their similarity to a query.</summary>
internal static class SimilarCommand
{
    private static readonly Argument<string> Query = new("query") { Description = "the text to compare with" };
    private static readonly Option<string[]> In = new("--in") { Description = "files of texts, or texts", Required = true, AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string?> Column = new("--text") { Description = "column of the text; guessed where it is not given" };
    private static readonly Option<string> Backbone = new("--backbone") { Description = "built-in name, folder, hub id, or nuget:PACKAGE@VERSION", DefaultValueFactory = _ => TextBackbone.DefaultAddress };
    private static readonly Option<int> Top = new("--top") { Description = "how many to show", DefaultValueFactory = _ => 10 };

    public static Command Create()
    {
        Command similar = new("similar", "Find the texts that are most similar to a query, by the cosine of their embeddings.\n\nExample:\n  graft similar \"my card was stolen\" --in questions.csv --top 5") { Query, In, Column, Backbone, Top };
        similar.SetAction(Run);
        return similar;
    }

    private static int Run(ParseResult parsed)
    {
        string[] texts = TextInput.Read(parsed.GetRequiredValue(In), parsed.GetValue(Column));
        using TextEmbedder embedder = TextEmbedder.Open(TextInput.Folder(parsed.GetRequiredValue(Backbone), parsed));
        float[][] vectors = embedder.Embed(texts.Prepend(parsed.GetRequiredValue(Query)));
        (string Text, double Similarity)[] nearest = [.. texts.Select((t, i) => (t, (double)TensorPrimitives.CosineSimilarity(vectors[0], vectors[i + 1]))).OrderByDescending(n => n.Item2).Take(parsed.GetValue(Top))];
        if (parsed.GetValue(Globals.Json))
            Console.Out.WriteLine(new JsonArray([.. nearest.Select(n => new JsonObject { ["text"] = n.Text, ["similarity"] = n.Similarity })]).ToJsonString(EvaluationJson.Readable.Options));
        else Results.Table(["similarity", "text"], nearest.Select(n => (IReadOnlyList<string>)[Results.Text(n.Similarity), n.Text]));
        return ExitCodes.Done;
    }
}
