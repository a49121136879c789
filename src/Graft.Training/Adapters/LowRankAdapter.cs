using Graft.Checkpoints;
using Graft.Graphs;
using Graft.Training.Policies;

namespace Graft.Training.Adapters;

/// <summary>The two factors of an addition.</summary>
/// <param name="A">(rank, inputs).</param>
/// <param name="B">(outputs, rank).</param>
/// <param name="Scaling">What B A is multiplied by.</param>
public sealed record LowRankFactors(TensorData A, TensorData B, double Scaling)
{
    /// <summary>The rank.</summary>
    public int Rank => (int)A.Shape[0];
}

/// <summary>A LoRA adapter in PEFT's form: additions to weights, and modules that were saved whole.</summary>
/// <param name="Config">What adapter_config.json says.</param>
/// <param name="Additions">Factors by parameter: bert.encoder.layer.0.attention.self.query.weight.</param>
/// <param name="Whole">Parameters that the adapter replaces.</param>
public sealed record LowRankAdapter(AdapterConfig Config, IReadOnlyDictionary<string, LowRankFactors> Additions, IReadOnlyDictionary<string, TensorData> Whole)
{
    /// <summary>Reads a folder with adapter_config.json and adapter_model.safetensors (or .bin).</summary>
    /// <exception cref="GraftException">A file is missing or damaged, a factor lacks its partner, or the adapter is of a kind that Graft does not compute.</exception>
    public static LowRankAdapter Open(string folder)
    {
        AdapterConfig config = AdapterConfig.Open(folder);
        string path = AdapterFile.Names.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists)
            ?? throw new GraftException($"'{folder}': expected {string.Join(" or ", AdapterFile.Names)} beside {AdapterConfig.FileName}, found neither.");
        return AdapterFile.Read(config, Checkpoint.Open(path));
    }

    /// <summary>The graph with the additions added to its weights, and with the modules that were saved whole.</summary>
    /// <param name="graph">The network that the adapter was trained on; names with or without the encoder's prefix.</param>
    /// <exception cref="GraftException">Names or shapes do not fit, or a module that the adapter wants is not in the file: all faults at once.</exception>
    public Graph Merge(Graph graph)
    {
        AdapterFit fit = AdapterFit.Of(this, graph);
        return LowRankEdit.Merge(graph, fit.Policy, fit.Factors).With(fit.Whole);
    }

    /// <summary>The graph with the additions beside its weights, to train them on, and the policy under which they and the modules saved whole learn.</summary>
    /// <exception cref="GraftException">As for <see cref="Merge"/>.</exception>
    public (Graph Graph, Policy Policy) Attach(Graph graph)
    {
        AdapterFit fit = AdapterFit.Of(this, graph);
        return (LowRankEdit.Attach(graph, fit.Policy, seed: 0).With(fit.Factors).With(fit.Whole), LowRankEdit.Attached(fit.Policy));
    }

    /// <summary>The adapter that a training run found.</summary>
    /// <param name="graph">The graph before <see cref="LowRankEdit.Attach"/>.</param>
    /// <param name="policy">The policy that was attached; what learned whole under it is saved whole.</param>
    /// <param name="trained">Trained tensors by name.</param>
    /// <param name="baseModel">Address of the backbone.</param>
    /// <exception cref="GraftException">The policy has no low-rank additions.</exception>
    public static LowRankAdapter Of(Graph graph, Policy policy, IReadOnlyDictionary<string, TensorData> trained, string baseModel) => AdapterFile.Collect(graph, policy, trained, baseModel);

    /// <summary>Writes adapter_config.json and adapter_model.safetensors, as PEFT reads them.</summary>
    public void Save(string folder)
    {
        AtomicFile.Write(Path.Combine(folder, AdapterConfig.FileName), System.Text.Encoding.UTF8.GetBytes(Config.ToJson()));
        SafetensorsWriter.Write(Path.Combine(folder, AdapterFile.Names[0]), AdapterFile.Named(this));
    }
}
