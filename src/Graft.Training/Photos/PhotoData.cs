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
/// <param name="variety">How training photos are drawn, varied and mixed.</param>
/// <param name="options">Sizes of batches, and the seed.</param>
/// <param name="progress">Told how far the features are.</param>
/// <param name="cancel">Stops the features.</param>
internal sealed class PhotoData(IReadOnlyList<string> paths, int[] train, int[] validation, Targets targets, Backbone backbone, string home, PhotoVariety variety,
    TrainingOptions options, IProgress<WorkProgress>? progress, CancellationToken cancel)
{
    /// <summary>The examples for a graph and where it is cut.</summary>
    public PhaseData For(Graph whole, Frontier frontier)
    {
        if (frontier.IsAtInputs(whole)) return new(Varied(Pixels(train, variety.Augmentation, Drawn)), validation.Length == 0 ? null : Pixels(validation, AugmentationPolicy.Get("none"), AsListed));
        if (variety.Mix == PhotoMix.CutMix) throw new GraftException($"CutMix pastes pixels, but the network is cut at '{frontier.Tensors[0]}': let everything learn (--policy full), or mix by mixup.");
        Graph trunk = whole.Between([.. whole.Inputs.Select(i => i.Name)], frontier.Tensors);
        return new(Varied(Features(trunk, train, Views(), Drawn)), validation.Length == 0 ? null : Features(trunk, validation, [null], AsListed));
    }

    private IReadOnlyList<AugmentedView?> Views() =>
        variety.Augmentation.IsDeterministic ? [null] : [.. Enumerable.Range(0, variety.Views).Select(v => new AugmentedView(variety.Augmentation, options.Seed, v))];

    private IBatchSource Varied(IBatchSource source) => variety.Mix == PhotoMix.None ? source : new MixedBatches(source, variety.Mix, ClassOf("Mixing labels").Max() + 1, options.Seed);

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

    private IReadOnlyList<int[]> Drawn(int count, int epoch)
    {
        Sampler sampler = variety.Balanced ? new Balanced([.. train.Select(t => ClassOf("Drawing classes equally often")[t])], options.Seed) : new Shuffled(count, options.Seed);
        return Batches.Of(sampler.Order(epoch), options.BatchSize, least: 2);
    }

    private IReadOnlyList<int[]> AsListed(int count, int epoch) => Batches.Of(new InOrder(count).Order(epoch), options.BatchSize);

    private IReadOnlyList<int> ClassOf(string what) => targets.Classes ?? throw new GraftException($"{what} wants one class for each photo.");
}

/// <summary>How training photos are drawn, varied and mixed.</summary>
/// <param name="Augmentation">How each is varied.</param>
/// <param name="Views">How many variations of each are cached, where a trunk is frozen.</param>
/// <param name="Balanced">Whether every class is drawn equally often.</param>
/// <param name="Mix">How those of a batch are mixed.</param>
internal sealed record PhotoVariety(AugmentationPolicy Augmentation, int Views, bool Balanced, PhotoMix Mix);
