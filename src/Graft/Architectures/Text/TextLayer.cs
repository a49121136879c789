using Graft.Graphs;

namespace Graft.Architectures.Text;

/// <summary>
/// A transformer layer that normalises after each sum (Vaswani et al. 2017, arXiv:1706.03762), which all families here are made of; they differ in names
/// and in how they attend.
/// </summary>
internal sealed record TextLayer
{
    public required string Query { get; init; }
    public required string Key { get; init; }
    public required string Value { get; init; }
    public required string Attended { get; init; }
    public required string AttendedNorm { get; init; }
    public required string Up { get; init; }
    public required string Down { get; init; }
    public required string DownNorm { get; init; }

    /// <summary>BERT's names.</summary>
    public static TextLayer Bert { get; } = new()
    {
        Query = "attention.self.query", Key = "attention.self.key", Value = "attention.self.value", Attended = "attention.output.dense",
        AttendedNorm = "attention.output.LayerNorm", Up = "intermediate.dense", Down = "output.dense", DownNorm = "output.LayerNorm",
    };

    /// <summary>Adds a layer.</summary>
    /// <param name="b">The graph.</param>
    /// <param name="x">Hidden states (batch, sequence, width).</param>
    /// <param name="parameters">Module that the parameters belong to.</param>
    /// <param name="at">Where in the graph it stands; the module itself unless layers share parameters.</param>
    /// <param name="attend">Makes what is attended to of query, key and value, all (batch, sequence, width); null: plain attention.</param>
    public Wire Build(TextBuild b, Wire x, string parameters, string at, Func<Wire, Wire, Wire, Wire>? attend = null)
    {
        TextConfig c = b.Config;
        attend ??= (q, k, v) => q.Attention(k, v, c.Heads, b.VisiblePairs, b.In($"{at}.attention"));
        Wire context = attend(Linear(x, Query, c.Width), Linear(x, Key, c.Width), Linear(x, Value, c.Width));
        Wire attended = Norm(Linear(context, Attended, c.Width).Add(x, b.In($"{at}.attention.sum")), AttendedNorm);
        Wire inner = TextBuild.Activate(Linear(attended, Up, c.Inner), c.Activation, b.In($"{at}.activation"));
        return Norm(Linear(inner, Down, c.Width).Add(attended, b.In($"{at}.sum")), DownNorm);

        Wire Linear(Wire input, string module, long outputs) => b.Linear(input, $"{parameters}.{module}", outputs, $"{at}.{module}");
        Wire Norm(Wire input, string module) => b.Norm(input, $"{parameters}.{module}", $"{at}.{module}");
    }
}
