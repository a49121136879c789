using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Tests.Checkpoints;

/// <summary>Sound files with some bytes changed or cut off: each must be read or refused, and never do anything else.</summary>
internal static class Mutations
{
    public static void Try(IReadOnlyList<string> files, int perFile) => Try(files, perFile, Checkpoint.Open);

    /// <summary>Changes one file after the other; what lies beside it is copied unchanged.</summary>
    public static void Try(IReadOnlyList<string> files, int perFile, Func<string, Checkpoint> open)
    {
        foreach (string file in files)
        {
            using TemporaryFolder folder = new();
            foreach (string beside in Directory.EnumerateFiles(Path.GetDirectoryName(file)!)) File.Copy(beside, folder.Path(Path.GetFileName(beside)));
            File.SetAttributes(folder.Path(Path.GetFileName(file)), FileAttributes.Normal);
            Try(File.ReadAllBytes(file), folder.Path(Path.GetFileName(file)), perFile, open);
        }
    }

    /// <summary>Changes one file in a place that is prepared for it.</summary>
    public static void Try(byte[] sound, string path, int times, Func<string, Checkpoint> open)
    {
        SeededRandom random = Seeds.For(Path.GetFileName(path), sound.Length);
        for (int i = 0; i < times; i++)
        {
            File.Delete(path);
            File.WriteAllBytes(path, Change(sound, random));
            ReadOrRefuse(path, open);
        }
    }

    private static byte[] Change(byte[] sound, SeededRandom random)
    {
        byte[] bytes = [.. sound];
        for (int left = 1 + random.NextInt(4); left > 0; left--)
        {
            int at = random.NextInt(bytes.Length);
            bytes[at] = random.NextInt(3) switch { 0 => 0xFF, 1 => (byte)(bytes[at] ^ 1 << random.NextInt(8)), _ => (byte)random.NextInt(256) };
        }
        return random.NextInt(10) == 0 ? bytes[..random.NextInt(bytes.Length)] : bytes;
    }

    private static void ReadOrRefuse(string path, Func<string, Checkpoint> open)
    {
        try
        {
            foreach (TensorData tensor in open(path).Tensors.Values) _ = tensor.Bytes.Length;
        }
        catch (GraftException)
        {
            // Refused with a reason, which is what should happen.
        }
    }
}
