using System.Text.Json;
using Graft.Checkpoints;

namespace Graft.Text.Files;

/// <summary>Finds a tokenizer's files and reads them. Older files are first written as the tokenizer.json that they amount to, so one reader serves all.</summary>
internal static class TokenizerFiles
{
    private const string Format = "tokenizer.json";

    /// <summary>The largest published ones have 35 MB.</summary>
    private const long LargestFile = 256L << 20;

    public static Tokenizer Open(string fileOrFolder)
    {
        if (!Directory.Exists(fileOrFolder)) return OpenFile(fileOrFolder);
        string? file = new[] { "tokenizer.json", "vocab.txt", "vocab.json", "sentencepiece.bpe.model", "spiece.model", "spm.model", "tokenizer.model" }
            .Select(name => Path.Combine(fileOrFolder, name)).FirstOrDefault(File.Exists);
        return OpenFile(file ?? throw new GraftException(
            $"There is no tokenizer in '{fileOrFolder}'. Looked for tokenizer.json, vocab.txt, vocab.json with merges.txt, and SentencePiece's .model."));
    }

    public static Tokenizer Parse(ReadOnlyMemory<byte> json, string source)
    {
        using JsonDocument document = Json.Parse(source, Format, json);
        try
        {
            return new(TokenizerJson.Read(new Entry(source, "", document.RootElement)), json.ToArray());
        }
        catch (InvalidOperationException e) // text that is half a surrogate pair
        {
            throw Faults.Fatal(source, Format, e.Message.TrimEnd('.'), e);
        }
    }

    private static Tokenizer OpenFile(string path)
    {
        byte[] bytes = ReadAll(path);
        if (path.EndsWith(".txt", StringComparison.OrdinalIgnoreCase)) return Parse(VocabularyText.ToJson(path, bytes), path);
        if (path.EndsWith(".model", StringComparison.OrdinalIgnoreCase)) return Parse(SentencePieceJson.ToJson(path, bytes), path);
        return Path.GetFileName(path) == "vocab.json" ? Parse(MergesText.ToJson(path, bytes), path) : Parse(bytes, path);
    }

    /// <summary>Reads a file whole.</summary>
    /// <exception cref="GraftException">It is missing, or larger than any tokenizer.</exception>
    public static byte[] ReadAll(string path)
    {
        using MappedFile file = MappedFile.Open(path);
        if (file.Length > LargestFile) throw Faults.Fatal(path, "tokenizer", $"it has {file.Length} bytes, at most {LargestFile} are expected of such a file");
        return file.Slice(0, file.Length).ToArray();
    }
}
