using Graft.Architectures.Text;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Tests;

/// <summary>A folder as published, of a BERT that is small enough to run within a test: two layers, 32 wide, drawn weights, a vocabulary of the words that tests use.</summary>
internal static class TinyEncoder
{
    private const string Config = """
        {"model_type": "bert", "vocab_size": VOCAB, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64, "max_position_embeddings": 48, "type_vocab_size": 2}
        """;

    private static readonly string[] Signs = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    public static void Write(string folder, params string[] words) => Write(folder, maskedTokens: false, words);

    public static void Write(string folder, bool maskedTokens, params string[] words)
    {
        Directory.CreateDirectory(folder);
        string[] vocabulary = [.. Signs, .. words.Distinct()];
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), vocabulary);
        File.WriteAllText(Path.Combine(folder, "config.json"), Config.Replace("VOCAB", $"{vocabulary.Length}", StringComparison.Ordinal));
        Graph declared = TextArchitecture.Build(TextConfig.Open(folder), new() { Head = maskedTokens ? TextHead.MaskedTokens : TextHead.None });
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), [.. declared.Initializers.Where(i => !i.Value.HasData)
            .Select(i => new KeyValuePair<string, TensorData>(i.Key, SyntheticWeights.Parameter(i.Key, i.Value.Shape, i.Key.Contains("LayerNorm", StringComparison.Ordinal), gain: 1)))]);
    }
}
