using System.Text;
using System.Text.Unicode;

namespace Graft.Checkpoints;

/// <summary>Tells what a file that is no checkpoint seems to be, and what to do about it.</summary>
internal static class ContentGuess
{
    private const int HeadSize = 4096;
    private const string Known = "Graft opens safetensors, PyTorch (.pth, .pt, .bin), ONNX, Keras (.h5, .keras), TensorFlow (.index, SavedModel) and TensorFlow.js (model.json) files";

    private static readonly (int Offset, byte[] Magic, string What, string Do)[] Magics =
    [
        (0, [0x1f, 0x8b], "a gzip archive", "unpack it and open the file in it"),
        (0, [.. "BZh"u8], "a bzip2 archive", "unpack it and open the file in it"),
        (0, [0xfd, .. "7zXZ"u8, 0], "an xz archive", "unpack it and open the file in it"),
        (0, [0x28, 0xb5, 0x2f, 0xfd], "a Zstandard archive", "unpack it and open the file in it"),
        (0, [.. "7z"u8, 0xbc, 0xaf, 0x27, 0x1c], "a 7-Zip archive", "unpack it and open the file in it"),
        (0, [.. "Rar!"u8], "a RAR archive", "unpack it and open the file in it"),
        (257, [.. "ustar"u8], "a tar archive (PyTorch 0.1 wrote such checkpoints too, which can't be read safely)", "unpack it and open the file in it, or save it anew with a later PyTorch"),
        (0, [0x89, .. "PNG"u8], "a PNG image", "name a file of weights instead"),
        (0, [0xff, 0xd8, 0xff], "a JPEG image", "name a file of weights instead"),
        (0, [.. "GIF8"u8], "a GIF image", "name a file of weights instead"),
        (0, [.. "BM"u8], "a BMP image", "name a file of weights instead"),
        (8, [.. "WEBP"u8], "a WebP image", "name a file of weights instead"),
        (0, [.. "%PDF"u8], "a PDF document", "name a file of weights instead"),
        (0, [0x93, .. "NUMPY"u8], "a single NumPy array", "save the arrays with their names as safetensors (safetensors.numpy.save_file)"),
        (0, [.. "GGUF"u8], "a GGUF file, made for llama.cpp", "get the safetensors that it was made from"),
        (4, [.. "TFL3"u8], "a TensorFlow Lite model", "get the model that it was converted from"),
        (0, [0x7f, .. "ELF"u8], "a program for Linux", "don't run it; get the weights from another source"),
        (0, [.. "MZ"u8], "a program for Windows", "don't run it; get the weights from another source"),
        (0, [0x80, 2], Pickle, PickleAdvice), (0, [0x80, 3], Pickle, PickleAdvice), (0, [0x80, 4], Pickle, PickleAdvice), (0, [0x80, 5], Pickle, PickleAdvice),
    ];

    private const string Pickle = "a Python pickle, but none that PyTorch's torch.save wrote";
    private const string PickleAdvice = "don't load it with Python unless you trust its source, for it can run code; ask for safetensors";

    /// <summary>The error for a file that no format recognises.</summary>
    public static GraftException Refuse(MappedFile file)
    {
        (string what, string todo) = Guess(file);
        return new($"{file.Path} is no checkpoint: it is {what}. {Known}; {todo}.");
    }

    /// <summary>Whether the first character that is no blank is '{'.</summary>
    public static bool StartsLikeJson(MappedFile file) => Head(file).TrimStart("\uFEFF \t\r\n"u8) is [(byte)'{', ..];

    private static (string What, string Do) Guess(MappedFile file)
    {
        if (file.Length == 0) return ("an empty file", "fetch it again");
        ReadOnlySpan<byte> head = Head(file);
        if (ZipDirectory.IsZip(file)) return GuessZip(file);
        foreach ((int offset, byte[] magic, string what, string todo) in Magics)
            if (head.Length >= offset + magic.Length && head.Slice(offset, magic.Length).SequenceEqual(magic)) return (what, todo);
        return IsText(head) ? GuessText(Encoding.UTF8.GetString(head).Trim('\uFEFF', ' ', '\t', '\r', '\n')) : ("binary data of no known kind", "check that the download is complete and is a file of weights");
    }

    private static (string What, string Do) GuessText(string text)
    {
        if (text.StartsWith("version https://git-lfs.github.com/", StringComparison.Ordinal))
            return ("a Git LFS pointer, which stands for the real file", "run 'git lfs pull' in its repository, or download the file itself");
        if (text.Contains("/annex/objects/", StringComparison.Ordinal)) return ("a git-annex pointer, which stands for the real file", "run 'git annex get' in its repository");
        if (StartsWithTag(text, "<!doctype html") || StartsWithTag(text, "<html") || StartsWithTag(text, "<head"))
            return ("a web page (an error or a login in place of the file?)", "open the address in a browser, and download the file itself");
        if (StartsWithTag(text, "<?xml") || StartsWithTag(text, "<Error")) return ("an XML document (an error message of a store?)", "read it, and download the file itself");
        if (text.StartsWith('{') || text.StartsWith('[')) return ("JSON text without a weight_map", "name the file of weights, not its configuration");
        return ($"text, starting with '{FirstLine(text)}'", "name a file of weights instead");
    }

    private static (string What, string Do) GuessZip(MappedFile file)
    {
        string[] names = [.. ZipDirectory.Read(file, "zip").Entries.Keys.Order(StringComparer.Ordinal)];
        string[] weights = [.. names.Where(n => Archive.WeightExtensions.Any(e => n.EndsWith(e, StringComparison.OrdinalIgnoreCase)))];
        string advice = weights.Length > 0 ? $"open a file in it, such as '{file.Path}:{weights[0]}'" : "unpack it and see whether it holds weights";
        if (names.Any(n => n.EndsWith(".dist-info/WHEEL", StringComparison.Ordinal))) return ("a Python wheel", advice);
        if (names.Any(n => n.EndsWith(".nuspec", StringComparison.Ordinal))) return ("a NuGet package", advice);
        if (names.Length > 0 && names.All(n => n.EndsWith(".npy", StringComparison.Ordinal))) return ("NumPy arrays (.npz)", "save them as safetensors (safetensors.numpy.save_file)");
        return ($"a zip archive with {names.Length} files and no data.pkl", advice);
    }

    private static ReadOnlySpan<byte> Head(MappedFile file) => file.Slice(0, Math.Min(file.Length, HeadSize)).Span;

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        const int longestCharacter = 4; // the head may end within one
        ReadOnlySpan<byte> whole = head.Length < HeadSize ? head : head[..^longestCharacter];
        return (Utf8.IsValid(whole) || head.Length == HeadSize && Utf8.IsValid(head[..^(longestCharacter - 1)])) && !whole.ContainsAnyInRange((byte)0, (byte)8);
    }

    private static bool StartsWithTag(string text, string tag) => text.StartsWith(tag, StringComparison.OrdinalIgnoreCase);

    private static string FirstLine(string text)
    {
        const int shown = 60;
        string line = text.Split('\n')[0].Trim();
        return line.Length > shown ? line[..shown] + "..." : line;
    }
}
