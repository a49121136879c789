using Graft.Conversion;
using Graft.Graphs;
using Graft.Hub;

namespace Graft.Backbones;

/// <summary>From an address to a backbone: fetch, recognise, build, fill, cut.</summary>
public static class BackboneLoader
{
    /// <summary>The default of the photo flow: ResNet-18 out of a NuGet package, so that a fresh machine needs no hub.</summary>
    public const string DefaultAddress = "resnet18";

    /// <summary>Loads a backbone.</summary>
    /// <param name="address">A built-in name, a folder, a file, or nuget:PACKAGE@VERSION[:path inside] and the like.</param>
    /// <param name="options">Cache, offline switch and progress of the hub.</param>
    /// <param name="cut">The tensor of a foreign ONNX file at which its classifier begins; null to have one proposed.</param>
    /// <exception cref="GraftException">Not to be had, not readable, or no network that Graft knows.</exception>
    public static Backbone Load(string address, HubOptions? options = null, string? cut = null)
    {
        ResolvedModel model = ModelHub.Resolve(address, options);
        string file = WeightFile.Of(model);
        string sha256 = model.Files.FirstOrDefault(f => f.LocalPath == file)?.Sha256 ?? "";
        Backbone backbone = OnnxFile.IsOne(file)
            ? FromOnnx(file, sha256, cut) : FromKeras(file, cut) ?? CheckpointBackbone.Open(file, address);
        return backbone with { Origin = new(address, model.Licence, sha256, [.. model.Notes, .. backbone.Origin.Notes]) { Pins = ModelPins.Of(address, model) } };
    }

    /// <summary>A Keras model of the user's own; null where the file has no layers, or is of no photos.</summary>
    private static Backbone? FromKeras(string file, string? cut)
    {
        if (KerasFile.Open(file) is not (Graph graph, var notes) || graph.Inputs is not [{ Shape.Count: 4 }]) return null;
        Backbone backbone = OnnxBackbone.Open(graph, cut);
        return backbone with { Origin = backbone.Origin with { Notes = [.. notes, .. backbone.Origin.Notes] } };
    }

    private static Backbone FromOnnx(string file, string sha256, string? cut)
    {
        Graph graph = OnnxFile.Read(file);
        return PackagedResNet18.IsThis(sha256, file) ? PackagedResNet18.Open(graph, file, cut) : OnnxBackbone.Open(graph, cut);
    }
}
