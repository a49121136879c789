using Graft.Data;
using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>
/// One network: its paper, its weights, and how its graph is built. Parameters carry torchvision's names (timm's module paths where torchvision
/// has no such network are mapped onto the family's own). Variants are rows of their family's list; <see cref="All"/> has them all.
/// </summary>
public sealed partial class Architecture
{
    private readonly Lazy<Graph> _standard, _backbone;

    /// <summary>A network, not built yet.</summary>
    internal Architecture() => (_standard, _backbone) = (new(() => Build()), new(() => Build(new())));

    /// <summary>The network's name, torchvision's where it has one: resnet18.</summary>
    public required string Name { get; init; }

    /// <summary>What the variants share: ResNet.</summary>
    public required string Family { get; init; }

    /// <summary>Authors, year and arXiv number or venue.</summary>
    public required string Paper { get; init; }

    /// <summary>Number of learned values with <see cref="Classes"/> classes, as published; null where nobody says.</summary>
    public long? PublishedParameters { get; init; }

    /// <summary>Number of learned values with <see cref="Classes"/> classes; running statistics are not counted.</summary>
    public long Parameters => PublishedParameters ?? CountLearned(_standard.Value);

    /// <summary>Height and width of the images it was made for, in pixels.</summary><value>224</value>
    public int ImageSize { get; init; } = 224;

    /// <summary>Colour channels.</summary><value>3</value>
    public int Channels { get; init; } = 3;

    /// <summary>Classes of the published classifier.</summary><value>1000 (ImageNet)</value>
    public int Classes { get; init; } = 1000;

    /// <summary>Other names for the same graph, such as timm's.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Published weights, the default first; empty where none are known.</summary>
    public IReadOnlyList<Weights> Weights { get; init; } = [];

    /// <summary>
    /// How photos enter where nothing beside a file says it: as the first published weights want them, else ImageNet's usual way at <see cref="ImageSize"/>.
    /// </summary>
    public Preprocessing Preprocessing
    {
        get => field ?? (Weights is [Weights published, ..] ? published.Preprocessing : Preprocessing.ImageNet(256 * ImageSize / 224, ImageSize));
        init;
    }

    /// <summary>How files name the parameters: this graph's own names first, then the other schemes.</summary>
    public IReadOnlyList<NameMap> Schemes { get => field ??= SchemesOf(_standard.Value); init; }

    /// <summary>The schemes, for those that follow from the graph.</summary>
    internal Func<Graph, IReadOnlyList<NameMap>> SchemesOf { get; init; } = _ => [NameMap.Torchvision];

    /// <summary>Tensors that published files hold and this graph has no use for, by the beginning of their names: auxiliary classifiers.</summary>
    public IReadOnlyList<string> Unused { get; init; } = [];

    /// <summary>Builds the layers up to the features on an image (N, C, H, W).</summary>
    internal Func<Wire, Network> Body { get; init; } = _ => throw new InvalidOperationException("no layers");

    /// <summary>The graph without a classifier, for its own image size.</summary>
    internal Graph Backbone => _backbone.Value;

    /// <summary>Names of the stages, from the input to the output.</summary>
    public IReadOnlyList<string> Stages => [.. _standard.Value.Stages.Select(s => s.Name)];

    /// <summary>The tensor that the classifier reads, and a new head instead of it: (N, features), or (N, features, H, W) where the classifier is convolutional.</summary>
    public string FeatureTensor => _standard.Value.Metadata[GraphNotes.Features];

    /// <summary>The last tensor with height and width, or of tokens, which Grad-CAM explains.</summary>
    public string LastSpatialTensor => _standard.Value.Metadata[GraphNotes.Spatial];

    /// <summary>The module whose parameters make up the classifier: 'fc' owns fc.weight and fc.bias.</summary>
    public string ClassifierParameters => _standard.Value.Metadata[GraphNotes.Classifier];

    /// <summary>How many numbers the features of one image are.</summary>
    public long FeatureCount => _standard.Value.Find(FeatureTensor)!.Shape![1].Value!.Value;

    /// <summary>The graph, its parameters declared and not filled: input 'image', output 'logits', or 'features' where it is a backbone.</summary>
    public Graph Build(ArchitectureOptions? options = null)
    {
        options ??= new() { Classes = Classes };
        int size = options.ImageSize ?? ImageSize;
        GraphBuilder builder = new(Name);
        Network network = Body(builder.Input("image", ElementType.Float32, "batch", Channels, size, size));
        (string name, Wire wire) = Output(network, options);
        builder.Describe(GraphNotes.Architecture, Name);
        builder.Describe(GraphNotes.Classifier, network.Classifier);
        builder.Describe(GraphNotes.Spatial, network.Spatial.Name == wire.Name ? name : network.Spatial.Name);
        builder.Describe(GraphNotes.Features, options.Classes is null ? name : network.Features.Name);
        return builder.ToGraph((name, wire));
    }

    /// <summary>Number of values that training may change in a graph whose parameters are declared and not filled.</summary>
    internal static long CountLearned(Graph graph) => graph.Initializers
        .Where(i => !i.Value.HasData && !i.Key.EndsWith(".running_mean", StringComparison.Ordinal) && !i.Key.EndsWith(".running_var", StringComparison.Ordinal))
        .Sum(i => i.Value.Count);

    private static (string, Wire) Output(Network network, ArchitectureOptions options) => options.Classes is int classes
        ? ("logits", network.Head(network.Features, classes))
        : ("features", network.Features.Rank == 4 ? network.Features.MeanOverSpace() : network.Features);
}

/// <summary>What may differ when a network is built.</summary>
public sealed record ArchitectureOptions
{
    /// <summary>Outputs of the classifier, or null for a backbone that ends with its features.</summary><value>null</value>
    public int? Classes { get; init; }

    /// <summary>Height and width of the images in pixels; null for the network's own.</summary>
    public int? ImageSize { get; init; }
}

/// <summary>Keys of a graph's metadata that name its parts; they travel with the model.</summary>
public static class GraphNotes
{
    /// <summary>The network's name.</summary>
    public const string Architecture = "graft.architecture";
    /// <summary>The tensor that a head reads.</summary>
    public const string Features = "graft.features";
    /// <summary>The last tensor with height and width, or of tokens.</summary>
    public const string Spatial = "graft.spatial";
    /// <summary>The module that is the classifier.</summary>
    public const string Classifier = "graft.classifier";
}

/// <summary>The layers up to the features, and what comes after them.</summary>
/// <param name="Spatial">The last tensor with height and width (N, C, H, W), or of tokens (N, T, D).</param>
/// <param name="Features">What the classifier reads.</param>
/// <param name="Classifier">The classifier's module.</param>
internal sealed record Network(Wire Spatial, Wire Features, string Classifier)
{
    /// <summary>Makes logits (N, classes) of the features: one linear layer, unless the network has another way.</summary>
    public Func<Wire, int, Wire> Head { get; init; } = (features, classes) => features.Linear(Classifier, classes);
}
