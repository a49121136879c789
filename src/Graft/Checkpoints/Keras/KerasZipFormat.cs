namespace Graft.Checkpoints;

/// <summary>Keras' .keras: a zip archive of metadata.json, config.json and model.weights.h5, which is mapped where it lies.</summary>
internal sealed class KerasZipFormat : ICheckpointFormat
{
    public const string Weights = "model.weights.h5", Configuration = "config.json";
    private const long LargestConfig = 64 << 20;

    public string Name => "Keras (.keras)";

    public bool Recognises(MappedFile file)
    {
        if (!ZipDirectory.IsZip(file)) return false;
        IReadOnlyDictionary<string, ZipEntry> entries = ZipDirectory.Read(file, "zip").Entries;
        return entries.ContainsKey(Weights) || entries.ContainsKey(Configuration) && entries.ContainsKey("metadata.json");
    }

    public Checkpoint Read(MappedFile file)
    {
        ZipDirectory zip = ZipDirectory.Read(file, Name);
        KerasLayer model = ModelOf(zip, Name);
        return KerasCheckpoint.Of(file.Path, Name, KerasVariables.Read(Hdf5File.Open(WindowOf(zip, Name))), model);
    }

    /// <summary>The configuration in the archive, which must not need any code.</summary>
    public static KerasLayer ModelOf(ZipDirectory zip, string format)
    {
        ZipEntry config = Entry(zip, Configuration, format);
        KerasLayer model = KerasConfig.Parse(zip.File.Path, ZipContent.Read(zip, config, format, LargestConfig));
        KerasConfig.RefuseCode(zip.File.Path, model);
        return model;
    }

    /// <summary>Where the weights lie.</summary>
    public static FileWindow WindowOf(ZipDirectory zip, string format)
    {
        ZipEntry weights = Entry(zip, Weights, format);
        return weights.IsStored ? new(zip.File, weights.Offset, weights.Size)
            : throw Faults.Fatal(zip.File.Path, format, $"its entry '{Weights}' is compressed; Keras stores it as it is. Unpack it and open it alone");
    }

    private static ZipEntry Entry(ZipDirectory zip, string name, string format) =>
        zip.Entries.TryGetValue(name, out ZipEntry? entry) ? entry : throw Faults.Fatal(zip.File.Path, format, $"'{name}' is missing in it");
}
