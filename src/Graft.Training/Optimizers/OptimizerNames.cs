namespace Graft.Training.Optimizers;

/// <summary>The optimisers that a recipe can name.</summary>
public static class OptimizerNames
{
    private static readonly Dictionary<string, OptimizerRule> Known = new(StringComparer.Ordinal)
    {
        ["adam"] = new Adam { Decoupled = false },
        ["adamw"] = new Adam(),
        ["lamb"] = new Lamb(),
        ["nesterov"] = new Sgd { Nesterov = true },
        ["rmsprop"] = new RmsProp(),
        ["sgd"] = new Sgd(),
    };

    /// <summary>The names, in order.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Known.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The rule of that name with its usual settings.</summary>
    /// <exception cref="UnknownNameException">There is none.</exception>
    public static OptimizerRule Get(string name) => Known.TryGetValue(name, out OptimizerRule? rule) ? rule : throw new UnknownNameException("optimiser", name, All);
}
