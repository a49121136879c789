using System.Text.Json;
using Graft.Architectures.Configurations;
using Graft.Checkpoints;

namespace Graft.Training.Adapters;

/// <summary>
/// What PEFT's adapter_config.json says of a LoRA adapter (Hu et al. 2021, arXiv:2106.09685). Settings that change what the adapter computes and that Graft
/// does not know are refused by name; those of training alone (dropout, initial weights) are passed over.
/// </summary>
/// <seealso href="https://huggingface.co/docs/peft/package_reference/lora"/>
public sealed record AdapterConfig
{
    /// <summary>The file's name.</summary>
    public const string FileName = "adapter_config.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    // Other computations than W + scaling * B A, by the key that asks for them.
    private static readonly string[] Foreign = ["use_dora", "use_qalora", "use_bdlora", "lora_bias", "alora_invocation_tokens", "layer_replication", "trainable_token_indices", "target_parameters", "arrow_config", "velora_config", "monteclora_config", "kasa_config"];

    /// <summary>Rank of the additions.</summary><value>8</value>
    public int Rank { get; init; } = 8;

    /// <summary>Additions are scaled by alpha / rank.</summary><value>8</value>
    public double Alpha { get; init; } = 8;

    /// <summary>Whether the scale is alpha / sqrt(rank) (rsLoRA: Kalajdzievski 2023, arXiv:2312.03732).</summary><value>false</value>
    public bool RankStabilised { get; init; }

    /// <summary>Which modules have an addition.</summary>
    public ModulePattern Targets { get; init; } = ModulePattern.None;

    /// <summary>Which of them have none after all.</summary>
    public ModulePattern Excluded { get; init; } = ModulePattern.None;

    /// <summary>Names of modules that learned whole and are saved whole, such as the classifier.</summary>
    public IReadOnlyList<string> ModulesToSave { get; init; } = [];

    /// <summary>Ranks of some modules, by the end of their name or a regular expression.</summary>
    public IReadOnlyDictionary<string, double> RankPattern { get; init; } = new Dictionary<string, double>();

    /// <summary>Alphas of some modules, likewise.</summary>
    public IReadOnlyDictionary<string, double> AlphaPattern { get; init; } = new Dictionary<string, double>();

    /// <summary>What the adapter was trained on, as its author wrote it.</summary>
    public string BaseModel { get; init; } = "";

    /// <summary>PEFT's name of the task: SEQ_CLS, TOKEN_CLS, FEATURE_EXTRACTION; null where there is none.</summary>
    public string? TaskType { get; init; }

    /// <summary>What a module's product B A is multiplied by.</summary>
    /// <param name="module">Such as bert.encoder.layer.0.attention.self.query.</param>
    /// <param name="rank">Rank of its addition.</param>
    public double Scaling(string module, int rank)
    {
        double alpha = ModulePattern.Find(AlphaPattern, module) ?? Alpha;
        return RankStabilised ? alpha / Math.Sqrt(rank) : alpha / rank;
    }

    /// <summary>Reads the file of a folder.</summary>
    /// <exception cref="GraftException">It is missing or damaged, is no LoRA, or wants what Graft does not compute: all of it at once.</exception>
    public static AdapterConfig Open(string folder)
    {
        string path = Path.Combine(folder, FileName);
        using JsonDocument json = Json.Open(path, FileName, 1 << 20);
        ConfigReader config = new(json.RootElement, path);
        config.Require("peft_type", config.Text("peft_type", ""), "LORA");
        config.Require("fan_in_fan_out", config.Bool("fan_in_fan_out", false), false);
        string[] foreign = [.. Foreign.Where(key => json.RootElement.TryGetProperty(key, out JsonElement value) && Asks(value))];
        if (foreign.Length > 0) throw new GraftException($"{path}: {string.Join(", ", foreign)} {(foreign.Length > 1 ? "ask" : "asks")} for another computation than W + scaling * B A, which is what Graft reads. Merge the adapter with PEFT (merge_and_unload) and load the merged model.");
        return new()
        {
            Rank = config.Int("r", 8), Alpha = config.Double("lora_alpha", 8), RankStabilised = config.Bool("use_rslora", false),
            Targets = ModulePattern.Read(json.RootElement, "target_modules"), Excluded = ModulePattern.Read(json.RootElement, "exclude_modules"),
            ModulesToSave = [.. config.TextOrTexts("modules_to_save").Distinct()], RankPattern = Numbers(json.RootElement, "rank_pattern"), AlphaPattern = Numbers(json.RootElement, "alpha_pattern"),
            BaseModel = config.Text("base_model_name_or_path", ""), TaskType = config.Has("task_type") ? config.Text("task_type", "") : null,
        };
    }

    /// <summary>The file as PEFT reads it.</summary>
    public string ToJson() => JsonSerializer.Serialize(new SortedDictionary<string, object?>(StringComparer.Ordinal)
    {
        ["peft_type"] = "LORA", ["r"] = Rank, ["lora_alpha"] = Alpha, ["use_rslora"] = RankStabilised, ["target_modules"] = Targets.Json, ["exclude_modules"] = Excluded.Json,
        ["modules_to_save"] = ModulesToSave.Count > 0 ? ModulesToSave : null, ["rank_pattern"] = RankPattern, ["alpha_pattern"] = AlphaPattern, ["base_model_name_or_path"] = BaseModel,
        ["task_type"] = TaskType, ["bias"] = "none", ["fan_in_fan_out"] = false, ["inference_mode"] = true, ["lora_dropout"] = 0.0, ["use_dora"] = false,
    }, Indented);

    private static bool Asks(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        JsonValueKind.Array => value.GetArrayLength() > 0,
        _ => true,
    };

    private static Dictionary<string, double> Numbers(JsonElement config, string key) => config.TryGetProperty(key, out JsonElement found) && found.ValueKind == JsonValueKind.Object
        ? found.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Number).ToDictionary(p => p.Name, p => p.Value.GetDouble(), StringComparer.Ordinal) : [];
}
