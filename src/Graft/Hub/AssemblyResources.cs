using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Graft.Hub;

/// <summary>The managed resources of a .NET assembly (ECMA-335 II.24.2.4 and II.22.24), read from the file; the assembly is not loaded.</summary>
internal sealed class AssemblyResources : IDisposable
{
    private readonly PEReader _file;
    private readonly string _path;
    private readonly Dictionary<string, ManifestResource> _resources;

    private AssemblyResources(PEReader file, string path, Dictionary<string, ManifestResource> resources) =>
        (_file, _path, _resources) = (file, path, resources);

    /// <summary>Opens an assembly; a native or damaged one has no resources.</summary>
    public static AssemblyResources Open(string path)
    {
        PEReader file = new(File.OpenRead(path));
        try
        {
            if (!file.HasMetadata) return new(file, path, []);
            MetadataReader reader = file.GetMetadataReader();
            return new(file, path, reader.ManifestResources.Select(reader.GetManifestResource)
                .Where(r => r.Implementation.IsNil).ToDictionary(r => reader.GetString(r.Name), StringComparer.Ordinal));
        }
        catch (BadImageFormatException)
        {
            return new(file, path, []);
        }
    }

    public IEnumerable<string> Names => _resources.Keys.Order(StringComparer.Ordinal);

    public unsafe void CopyTo(string name, Stream target)
    {
        int start = _file.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress;
        PEMemoryBlock section = _file.GetSectionData(start);
        BlobReader blob = section.GetReader(checked((int)_resources[name].Offset), section.Length - checked((int)_resources[name].Offset));
        uint length = blob.ReadUInt32();
        if (length > blob.RemainingBytes)
            throw new GraftException($"{_path}: resource '{name}' says {length} bytes, and the file ends after {blob.RemainingBytes}.");
        target.Write(new ReadOnlySpan<byte>(blob.CurrentPointer, (int)length));
    }

    public void Dispose() => _file.Dispose();
}
