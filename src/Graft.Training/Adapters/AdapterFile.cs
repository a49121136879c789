using System.Globalization;
using System.Text.RegularExpressions;
using Graft.Checkpoints;
using Graft.Graphs;
using Graft.Training.Policies;

namespace Graft.Training.Adapters;

/// <summary>Between PEFT's names and ours: 'base_model.model.MODULE.lora_A.weight' and 'MODULE.weight.lora_A'.</summary>
internal static partial class AdapterFile
{
    private const string Prefix = "base_model.model.", Weight = ".weight";

    public static string[] Names { get; } = ["adapter_model.safetensors", "adapter_model.bin"];

    public static LowRankAdapter Read(AdapterConfig config, Checkpoint file)
    {
        Dictionary<string, TensorData> a = new(StringComparer.Ordinal), b = new(StringComparer.Ordinal), whole = new(StringComparer.Ordinal);
        foreach ((string key, TensorData tensor) in file.Tensors)
        {
            string name = key.StartsWith(Prefix, StringComparison.Ordinal) ? key[Prefix.Length..] : key;
            if (Factor().Match(name) is { Success: true } factor) (factor.Groups["factor"].Value == "A" ? a : b).Add(factor.Groups["module"].Value + Weight, tensor);
            else if (name.Contains(".lora_", StringComparison.Ordinal)) throw new GraftException($"{file.Source}: '{key}' belongs to another computation than W + scaling * B A (DoRA's magnitudes, a bias of B), which is what Graft reads.");
            else if (!name.Contains(".original_module.", StringComparison.Ordinal)) whole.Add(SavedWhole().Replace(name, "."), tensor);
        }
        string[] alone = [.. a.Keys.Except(b.Keys).Select(n => $"{n}: lora_B"), .. b.Keys.Except(a.Keys).Select(n => $"{n}: lora_A")];
        if (alone.Length > 0) throw new GraftException($"{file.Source}: factors are missing: {string.Join(", ", alone)}.");
        return new(config, a.ToDictionary(p => p.Key, p => Factors(file.Source, config, p.Key, p.Value, b[p.Key]), StringComparer.Ordinal), whole);
    }

    public static LowRankAdapter Collect(Graph graph, Policy policy, IReadOnlyDictionary<string, TensorData> trained, string baseModel)
    {
        Dictionary<string, LowRankFactors> additions = policy.Treatments.Where(t => t.Value.IsLowRank && trained.ContainsKey(t.Key + LowRankEdit.SuffixA))
            .ToDictionary(t => Named(t.Key), t => new LowRankFactors(trained[t.Key + LowRankEdit.SuffixA], trained[t.Key + LowRankEdit.SuffixB], t.Value.Alpha / t.Value.Rank), StringComparer.Ordinal);
        if (additions.Count == 0) throw new GraftException($"The policy '{policy.Name}' has no low-rank additions among the trained tensors: there is no adapter to save.");
        Dictionary<string, TensorData> whole = policy.Treatments.Where(t => !t.Value.IsFrozen && !t.Value.IsLowRank && trained.ContainsKey(t.Key))
            .ToDictionary(t => t.Key, t => trained[t.Key], StringComparer.Ordinal);
        int rank = Usual(additions.Values.Select(f => f.Rank));
        double alpha = Usual(additions.Values.Select(f => f.Scaling * f.Rank));
        return new(new()
        {
            Rank = rank, Alpha = alpha, BaseModel = baseModel, Targets = TargetsOf(graph, [.. additions.Keys.Select(Module)]),
            ModulesToSave = [.. whole.Keys.Select(n => Module(n).Split('.')[0]).Distinct()],
            RankPattern = additions.Where(p => p.Value.Rank != rank).ToDictionary(p => Regex.Escape(Module(p.Key)), p => (double)p.Value.Rank, StringComparer.Ordinal),
            AlphaPattern = additions.Where(p => p.Value.Scaling * p.Value.Rank != alpha).ToDictionary(p => Regex.Escape(Module(p.Key)), p => p.Value.Scaling * p.Value.Rank, StringComparer.Ordinal),
        }, additions.ToDictionary(p => p.Key, p => AsLayer(p.Value, graph.Initializers[Parameter(graph, p.Key)!]), StringComparer.Ordinal), whole);
    }

    public static IEnumerable<KeyValuePair<string, TensorData>> Named(LowRankAdapter adapter) => adapter.Additions
        .SelectMany(p => new[] { KeyValuePair.Create($"{Prefix}{Module(p.Key)}.lora_A.weight", p.Value.A), KeyValuePair.Create($"{Prefix}{Module(p.Key)}.lora_B.weight", p.Value.B) })
        .Concat(adapter.Whole.Select(w => KeyValuePair.Create(Prefix + w.Key, w.Value)));

    private static LowRankFactors Factors(string source, AdapterConfig config, string parameter, TensorData a, TensorData b)
    {
        int rank = (int)a.Shape[0], stated = (int)(ModulePattern.Find(config.RankPattern, Module(parameter)) ?? config.Rank);
        if (rank != stated || b.Shape.Count < 2 || b.Shape[1] != rank)
            throw new GraftException(string.Create(CultureInfo.InvariantCulture, $"{source}: '{parameter}': expected factors of rank {stated}, found A {a} and B {b}."));
        return new(a.Reshape(rank, a.Count / rank).ToFloat32(), b.Reshape(b.Shape[0], rank).ToFloat32(), config.Scaling(Module(parameter), rank));
    }

    /// <summary>PEFT stores the factors of a convolution as convolutions: (rank, inputs, height, width) and (outputs, rank, 1, 1).</summary>
    private static LowRankFactors AsLayer(LowRankFactors flat, TensorData weight) => weight.Shape.Count != 4 ? flat
        : flat with { A = flat.A.Reshape(flat.Rank, weight.Shape[1], weight.Shape[2], weight.Shape[3]), B = flat.B.Reshape(flat.B.Shape[0], flat.Rank, 1, 1) };

    /// <summary>Ends of names where they mean just these modules, else whole names.</summary>
    private static ModulePattern TargetsOf(Graph graph, string[] modules)
    {
        ModulePattern ends = new([.. modules.Select(m => m[(m.LastIndexOf('.') + 1)..]).Distinct().Order(StringComparer.Ordinal)]);
        bool exact = graph.Initializers.Keys.Where(k => k.EndsWith(Weight, StringComparison.Ordinal)).Select(Module).Where(ends.Matches).ToHashSet(StringComparer.Ordinal).SetEquals(modules);
        return exact ? ends : new([.. modules.Order(StringComparer.Ordinal)]);
    }

    /// <summary>The parameter of a graph that a module's weight is; null where there is none. Weights of foreign graphs may be named without '.weight'.</summary>
    public static string? Parameter(Graph graph, string name) => graph.Initializers.ContainsKey(name) ? name
        : name.EndsWith(Weight, StringComparison.Ordinal) && graph.Initializers.ContainsKey(name[..^Weight.Length]) ? name[..^Weight.Length] : null;

    private static string Named(string parameter) => parameter.EndsWith(Weight, StringComparison.Ordinal) ? parameter : parameter + Weight;

    private static string Module(string parameter) => parameter[..Math.Max(0, parameter.LastIndexOf('.'))];

    private static T Usual<T>(IEnumerable<T> values) where T : notnull => values.GroupBy(v => v).MaxBy(g => g.Count())!.Key;

    // lora_A.weight, lora_A.default.weight, and lora_embedding_A of an embedding
    [GeneratedRegex(@"^(?<module>.+)\.lora_(embedding_)?(?<factor>[AB])(\.default)?(\.weight)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Factor();

    [GeneratedRegex(@"\.modules_to_save\.(default\.)?", RegexOptions.CultureInvariant)]
    private static partial Regex SavedWhole();
}
