using Graft.Data.Images;

namespace Graft.Data.Augmentation;

/// <summary>
/// How training pictures are varied. The draws depend only on seed, epoch and the example's index, so that they are the same however many workers there are
/// and wherever a run was resumed.
/// </summary>
public sealed record AugmentationPolicy
{
    private readonly Func<Image, Preprocessing, SeededRandom, Image> _vary;

    private AugmentationPolicy(string name, string summary, Func<Image, Preprocessing, SeededRandom, Image> vary) => (Name, Summary, _vary) = (name, summary, vary);

    /// <summary>All policies.</summary>
    public static IReadOnlyList<AugmentationPolicy> All { get; } =
    [
        new("none", "as for prediction: scaled, and the middle kept", (image, p, _) => Middle(image, p)),
        new("flip", "as for prediction, half of them mirrored", (image, p, random) => Flip(Middle(image, p), random)),
        new("standard", "a random part of the picture (8 to 100 %), half of them mirrored", Standard),
        new("jitter", "standard, then brightness, contrast, saturation (each 60 to 140 %) and hue (up to a tenth of the circle) at random", (image, p, random) => Colours.Jitter(Standard(image, p, random), random)),
        new("erase", "standard, then half of them lose a box of 2 to 33 % of the area", (image, p, random) => Boxes.Erase(Standard(image, p, random), random)),
        new("rand-augment", "standard, then two of fourteen operations at magnitude 9", (image, p, random) => AutoAugment.Rand(Standard(image, p, random), random)),
        new("trivial-augment", "standard, then one of fourteen operations at a random magnitude", (image, p, random) => AutoAugment.Trivial(Standard(image, p, random), random)),
    ];

    /// <summary>What the recipe and the command line call it.</summary>
    public string Name { get; }

    /// <summary>What it does, in a line.</summary>
    public string Summary { get; }

    /// <summary>Whether chance plays no part, so that features can be cached once.</summary>
    public bool IsDeterministic => Name == "none";

    /// <summary>The policy of a name.</summary>
    /// <exception cref="UnknownNameException">There is none.</exception>
    public static AugmentationPolicy Get(string name) =>
        All.FirstOrDefault(a => a.Name == name) ?? throw new UnknownNameException("augmentation", name, All.Select(a => a.Name));

    /// <summary>One varied picture, of the network's size.</summary>
    /// <param name="image">Any size.</param>
    /// <param name="preprocessing">What the network wants.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">Epoch, or number of the cached view.</param>
    /// <param name="index">The example's position in its data set.</param>
    public Image Vary(Image image, Preprocessing preprocessing, long seed, long epoch, long index) =>
        _vary(image, preprocessing, Seeds.For("augmentation", seed, epoch, index));

    /// <summary>One varied example, normalised for the network; with 'none' the same as <see cref="Preprocessing.Apply"/>.</summary>
    /// <param name="image">Any size.</param>
    /// <param name="preprocessing">What the network wants.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">Epoch, or number of the cached view.</param>
    /// <param name="index">The example's position in its data set.</param>
    /// <param name="to">Exactly <see cref="Preprocessing.Length"/> values.</param>
    public void Apply(Image image, Preprocessing preprocessing, long seed, long epoch, long index, Span<float> to) =>
        preprocessing.Normalize(Vary(image, preprocessing, seed, epoch, index), to);

    private static Image Middle(Image image, Preprocessing p) => Resizer.Resize(image, p.FramingOf(image.Width, image.Height), p.Interpolation);

    private static Image Flip(Image image, SeededRandom random) => random.NextBool() ? Geometry.FlipHorizontally(image) : image;

    private static Image Standard(Image image, Preprocessing p, SeededRandom random) =>
        Flip(Boxes.CropAndResize(image, Boxes.Draw(image.Width, image.Height, random), p.Size.Width, p.Size.Height, p.Interpolation), random);
}
