using System.Text;
using System.Text.RegularExpressions;
using Graft.Bundles;
using Graft.Graphs;

namespace Graft.Hub.HuggingFace.Pushing;

/// <summary>The YAML at the head of a model card, by which a hub files the model: licence, library, task, base model, classes' count.</summary>
internal static partial class CardMetadata
{
    /// <summary>The card of a folder with metadata before it; as it is, where it has some already. Null where there is no card and nothing is known.</summary>
    public static byte[]? Of(string folder)
    {
        string path = Path.Combine(folder, BundleFiles.Card), model = Path.Combine(folder, BundleFiles.Model);
        string? card = File.Exists(path) ? File.ReadAllText(path) : null;
        if (card?.StartsWith("---", StringComparison.Ordinal) == true || card is null && !File.Exists(model))
            return card is null ? null : Encoding.UTF8.GetBytes(card);
        return Encoding.UTF8.GetBytes(Head(File.Exists(model) ? OnnxFile.Read(model).Metadata : new Dictionary<string, string>()) + (card
            ?? "# A model made with Graft\n"));
    }

    private static string Head(IReadOnlyDictionary<string, string> notes)
    {
        StringBuilder yaml = new("---\nlibrary_name: graft\ntags:\n- graft\n- onnx\n- transfer-learning\n");
        if (notes.TryGetValue(ModelNotes.Licence, out string? licence)) yaml.Append("license: ").Append(Licence(licence)).Append('\n');
        if (notes.ContainsKey(ModelNotes.Preprocessing)) yaml.Append("pipeline_tag: image-classification\n");
        if (notes.TryGetValue(ModelNotes.Backbone, out string? backbone) && BaseModel(backbone) is { } repository)
            yaml.Append("base_model: ").Append(repository).Append('\n');
        return yaml.Append("---\n").ToString();
    }

    /// <summary>The hub's own list has SPDX names in lower case; what is not of that form is "other".</summary>
    private static string Licence(string text) => LicencePattern().IsMatch(text) && text != "unknown" ? text.ToLowerInvariant() : "other";

    private static string? BaseModel(string address)
    {
        try
        {
            return ModelAddress.Parse(address) is HuggingFaceAddress { Repository: var repository }
                && !repository.StartsWith("datasets/", StringComparison.Ordinal) ? repository : null;
        }
        catch (GraftException)
        {
            return null; // an address of another day
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9.+-]+$")] private static partial Regex LicencePattern();
}
