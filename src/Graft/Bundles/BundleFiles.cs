namespace Graft.Bundles;

/// <summary>Names of the files in a bundle.</summary>
public static class BundleFiles
{
    /// <summary>The whole model: photos or token ids in, probabilities out.</summary>
    public const string Model = "model.onnx";
    /// <summary>Labels in the order of the model's outputs: a JSON array.</summary>
    public const string Labels = "labels.json";
    /// <summary>What photos or texts go through before the model.</summary>
    public const string Preprocessing = "preprocessing.json";
    /// <summary>The tokenizer of a model of texts.</summary>
    public const string Tokenizer = "tokenizer.json";
    /// <summary>All that determines the run.</summary>
    public const string Recipe = "recipe.json";
    /// <summary>Scores by part.</summary>
    public const string Metrics = "metrics.json";
    /// <summary>What there is to know of the model, as one page.</summary>
    public const string Report = "report.html";
    /// <summary>The model card.</summary>
    public const string Card = "README.md";
    /// <summary>A folder with what was learned in low rank, in PEFT's form; only where something was.</summary>
    public const string Adapter = "adapter";
    /// <summary>SHA-256 of every other file.</summary>
    public const string Manifest = "manifest.json";
}

/// <summary>Keys of the model's own metadata, so that model.onnx alone is enough to predict.</summary>
public static class ModelNotes
{
    /// <summary>Labels as a JSON array.</summary>
    public const string Labels = "graft.labels";
    /// <summary>Preprocessing as JSON.</summary>
    public const string Preprocessing = "graft.preprocessing";
    /// <summary>How texts are brought to the model, as JSON; models of photos have <see cref="Preprocessing"/>.</summary>
    public const string TextPreprocessing = "graft.text";
    /// <summary>What a model is asked: classification, multi_label, regression, tagging, similarity; models of photos that have none classify.</summary>
    public const string Task = "graft.task";
    /// <summary>Of models of photos that give numbers: what they are called, as a JSON array.</summary>
    public const string Targets = "graft.targets";
    /// <summary>Of models that give several labels: from which probability on, for each, as a JSON array.</summary>
    public const string Thresholds = "graft.thresholds";
    /// <summary>Of models of similarity: the lowest and the highest of their unit as a JSON array, see <see cref="SimilarityScale"/>.</summary>
    public const string Scale = "graft.scale";
    /// <summary>How its probabilities were calibrated, as JSON; absent where they were not.</summary>
    public const string Calibration = "graft.calibration";
    /// <summary>The backbone's address.</summary>
    public const string Backbone = "graft.backbone";
    /// <summary>The licence of the backbone's weights.</summary>
    public const string Licence = "graft.licence";
}
