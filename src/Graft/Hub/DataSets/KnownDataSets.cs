namespace Graft.Hub.DataSets;

/// <summary>A data set that Graft knows by a short name.</summary>
/// <param name="Name">The name to type.</param>
/// <param name="Source">Its address; a plain URL where nobody has published a hash, which then must be given or accepted at the first use.</param>
/// <param name="Licence">The SPDX name of its licence, or what its source says.</param>
/// <param name="Summary">What it holds, in a few words.</param>
public sealed record KnownDataSet(string Name, string Source, string Licence, string Summary);

/// <summary>The list of built-in data sets.</summary>
public static class KnownDataSets
{
    /// <summary>Every built-in data set.</summary>
    public static IReadOnlyList<KnownDataSet> All { get; } =
    [
        new("hymenoptera", "https://download.pytorch.org/tutorial/hymenoptera_data.zip", "research use", "ants and bees of PyTorch's transfer-learning " +
            "tutorial: 244 photos to train, 153 to score"),
        new("clothing", "https://github.com/alexeygrigorev/clothing-dataset-small/archive/refs/heads/master.zip", "CC0-1.0", "ten kinds of clothes, 3,781 " +
            "photos in three parts"),
        new("mnist", "hf:datasets/ylecun/mnist", "MIT", "handwritten digits, 70,000 images of 28 x 28"),
        new("fashion-mnist", "hf:datasets/zalando-datasets/fashion_mnist", "MIT", "ten kinds of clothes, 70,000 images of 28 x 28"),
        new("beans", "hf:datasets/AI-Lab-Makerere/beans", "MIT", "bean leaves, healthy or with one of two diseases"),
        new("sst2", "hf:datasets/stanfordnlp/sst2", "unknown", "sentences of film reviews, positive or negative"),
    ];

    /// <summary>The row of that name, or null.</summary>
    public static KnownDataSet? Find(string name) => All.FirstOrDefault(d => d.Name == name);
}
