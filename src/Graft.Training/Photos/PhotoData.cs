using Graft.Backbones;
using Graft.Data.Augmentation;
using Graft.Features;
using Graft.Graphs;
using Graft.Training.Loop;
using Graft.Training.Policies;

namespace Graft.Training.Photos;

/// <summary>Photos for a tail: features of its trunk from the cache, or pixels where it begins at the input.</summary>
/// <param name="paths">All photos that can be read.</param>
/// <param name="train">Those that are learned from, by their place in <paramref name="paths"/>.</param>
/// <param name="validation">Those that choices are made on; empty for none.</param>
/// <param name="targets">By place.</param>
/// <param name="backbone">Says what the network wants of photos.</param>
/// <param name="home">The folder below which features are cached.</param>
/// <param name="augmentation">How training photos are varied.</param>
/// <param name="views">How many variations of each are cached, where a trunk is frozen.</param>
/// <param name="options">Sizes of batches, and the seed.</param>
/// <param name="progress">Told how far the features are.</param>
/// <param name="cancel">Stops the features.</param>
internal sealed class PhotoData(IReadOnlyList<string> paths, int[] train, int[] validation, Targets targets, Backbone backbone, string home, AugmentationPolicy augmentation, int views,
    TrainingOptions options, IProgress<WorkProgress>? progress, CancellationToken cancel)
{
    /// <summary>The examples for a graph and where it is cut.</summary>
    public PhaseData For(Graph whole, Frontier frontier)
    {
        if (frontier.IsAtInputs(whole)) return new(Pixels(train, augmentation, InRandomOrder), validation.Length == 0 ? null : Pixels(validation, AugmentationPolicy.Get("none"), AsListed));
        Graph trunk = whole.Between([.. whole.Inputs.Select(i => i.Name)], frontier.Tensors);
        return new(Features(trunk, train, Views(), InRandomOrder), validation.Length == 0 ? null : Features(trunk, validation, [null], AsListed));
    }

    private IReadOnlyList<AugmentedView?> Views() =>
        augmentation.IsDeterministic ? [null] : [.. Enumerable.Range(0, views).Select(v => new AugmentedView(augmentation, options.Seed, v))];

    private PhotoBatches Pixels(int[] part, AugmentationPolicy vary, Func<int, int, IReadOnlyList<int[]>> plan) =>
        new(backbone.Graph.Inputs[0].Name, paths, part, targets, backbone.Preprocessing, vary, options.Seed, epoch => plan(part.Length, epoch));

    private FeatureBatches Features(Graph trunk, int[] part, IReadOnlyList<AugmentedView?> of, Func<int, int, IReadOnlyList<int[]>> plan)
    {
        List<FeatureStore> stores = [];
        foreach (AugmentedView? view in of)
        {
            using FeatureExtractor extractor = new(trunk, backbone.Preprocessing, home, view);
            stores.Add(extractor.Compute([.. part.Select(p => paths[p])], progress, cancel));
        }
        return new(stores, part, targets, epoch => plan(part.Length, epoch));
    }

    private IReadOnlyList<int[]> InRandomOrder(int count, int epoch) => Batches.Of(new Shuffled(count, options.Seed).Order(epoch), options.BatchSize, least: 2);

    private IReadOnlyList<int[]> AsListed(int count, int epoch) => Batches.Of(new InOrder(count).Order(epoch), options.BatchSize);
}
