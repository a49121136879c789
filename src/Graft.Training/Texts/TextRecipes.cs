using Graft.Backbones;
using Graft.Training.Texts.Baselines;

namespace Graft.Training.Texts;

/// <summary>How texts are learned where nothing else is said; <see cref="Recipe"/> has the defaults of photos.</summary>
internal static class TextRecipes
{
    // Three epochs, a tenth of warm-up, and a straight fall: BERT's own recipe (Devlin et al. 2018).
    private const string Encoders = $$"""{"backbone": "{{TextBackbone.DefaultAddress}}", "training": {"epochs": 3, "schedule": "linear"} }""";

    // What begins from nothing has more to learn, and forgets nothing.
    private const string Networks = """{"dropout": 0.3, "training": {"epochs": 8, "schedule": "linear"}}""";

    /// <summary>The usual recipe, as JSON.</summary>
    /// <param name="baseline">The baseline that is asked for; null for a pretrained encoder.</param>
    public static string Usual(string? baseline) => baseline is null or Baseline.TfIdf ? Encoders : Networks;
}
