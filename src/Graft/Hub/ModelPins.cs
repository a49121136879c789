using System.Text.Json;
using System.Text.Json.Serialization;

namespace Graft.Hub;

/// <summary>
/// What each address meant when it was first resolved: commit or version, and the hash of every file. With these pins (<see cref="HubOptions.Pins"/>) the same
/// addresses give the same bytes on any machine, or an error. They are kept in a file graft.lock beside a recipe and in a bundle.
/// </summary>
public sealed class ModelPins
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "graft.lock";

    private const int Version = 1;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Pin> _pins;

    private ModelPins(string? path, SortedDictionary<string, Pin> pins) => (Path, _pins) = (path, pins);

    /// <summary>Starts without any pin.</summary>
    public ModelPins() : this(null, new(StringComparer.Ordinal)) { }

    /// <summary>Where they were read from.</summary>
    public string? Path { get; }

    /// <summary>The addresses that are pinned, as they were written, and what they are pinned to.</summary>
    public IReadOnlyDictionary<string, string> Addresses
    {
        get
        {
            lock (_lock) return _pins.ToDictionary(p => p.Key, p => p.Value.Address, StringComparer.Ordinal);
        }
    }

    /// <summary>Reads a graft.lock; where there is none, starts without any pin.</summary>
    /// <exception cref="GraftException">The file is damaged, or of a newer Graft.</exception>
    public static ModelPins Open(string path)
    {
        if (!File.Exists(path)) return new(path, new(StringComparer.Ordinal));
        try
        {
            PinPage page = JsonSerializer.Deserialize(File.ReadAllBytes(path), PinJson.Default.PinPage) ?? throw new JsonException("it is null.");
            if (page.Version > Version)
                throw new GraftException($"'{path}' was made by a newer Graft (version {page.Version}, known up to {Version}): update Graft.");
            return new(path, new(page.Models, StringComparer.Ordinal));
        }
        catch (JsonException e)
        {
            throw new GraftException($"'{path}' is damaged: {e.Message} Restore it from version control, or delete it to pin anew.", e);
        }
    }

    /// <summary>The pin of one address.</summary>
    internal static ModelPins Of(string address, ResolvedModel model)
    {
        ModelPins pins = new();
        pins.Hold(ModelAddress.Parse(address), model);
        return pins;
    }

    /// <summary>Writes the pins, whole or not at all.</summary>
    public void Save(string path)
    {
        lock (_lock) AtomicFile.Write(System.IO.Path.GetFullPath(path),
            [.. JsonSerializer.SerializeToUtf8Bytes(new PinPage(Version, _pins), PinJson.Default.PinPage), (byte)'\n']);
    }

    /// <summary>Forgets what an address is pinned to, so that it is pinned anew when it is next resolved.</summary>
    /// <returns>Whether it was pinned.</returns>
    public bool Forget(ModelAddress address)
    {
        lock (_lock) return _pins.Remove(address.ToString()!);
    }

    /// <summary>The address to resolve in place of this one.</summary>
    internal ModelAddress For(ModelAddress address)
    {
        lock (_lock) return _pins.TryGetValue(address.ToString()!, out Pin? pin) && address is not LocalAddress ? ModelAddress.Parse(pin.Address) : address;
    }

    /// <summary>Compares what was resolved with the pin, or makes it the pin.</summary>
    internal ResolvedModel Hold(ModelAddress address, ResolvedModel model)
    {
        lock (_lock)
        {
            string key = address.ToString()!;
            if (_pins.TryGetValue(key, out Pin? pin)) Compare(key, pin, model);
            else _pins[key] = new((address is LocalAddress ? address : model.Address)
                .ToString()!, new(model.Files.ToDictionary(f => f.Path, f => f.Sha256), StringComparer.Ordinal));
            return model;
        }
    }

    private void Compare(string address, Pin pin, ResolvedModel model)
    {
        var found = model.Files.ToDictionary(f => f.Path, f => f.Sha256, StringComparer.Ordinal);
        string[] faults = [.. pin.Files.Where(f => found.GetValueOrDefault(f.Key) != f.Value)
            .Select(f => $"{f.Key}: expected SHA-256 {f.Value}, found {found.GetValueOrDefault(f.Key) ?? "no such file"}")];
        if (faults.Length == 0) return;
        throw new GraftException($"{Path ?? FileName} pins {address} to {pin.Address}, and these are not those bytes ({model.LocalPath}): " +
            $"{string.Join("; ", faults)}. " +
            "Get the pinned files from where the lock was made; if the new ones are meant, take the entry out of the lock and run again.");
    }
}

/// <summary>What an address is pinned to.</summary>
/// <param name="Address">Down to commit, version or hash.</param>
/// <param name="Files">SHA-256 by path.</param>
internal sealed record Pin(string Address, SortedDictionary<string, string> Files);

internal sealed record PinPage(int Version, SortedDictionary<string, Pin> Models);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n", RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PinPage))]
internal sealed partial class PinJson : JsonSerializerContext;
