using Graft.Graphs;

namespace Graft.Architectures.Text;

/// <summary>DeBERTa's attention (He et al. 2020, arXiv:2006.03654, equation 4): the scores of content and positions come as a bias to one Attention node.</summary>
internal sealed class Disentangled
{
    private readonly TextBuild _b;
    private readonly Wire _positions, _rows, _rowsOfKeys;
    private readonly float _scale;

    public Disentangled(TextBuild b)
    {
        _b = b;
        TextConfig c = b.Config;
        Wire table = b.Parameter("encoder.rel_embeddings.weight", 2 * c.PositionBuckets, c.Width);
        _positions = b.Norm(table, "encoder.LayerNorm").Unsqueeze([0], b.In("encoder.positions"));  // (1, 2 * buckets, width)
        Wire rows = RelativePositions.Look(b, RelativePositions.DebertaRows(2 * c.Positions, c.PositionBuckets, c.Positions), "encoder.relative_positions");
        _rows = Widened(rows, "encoder.relative_positions.by_head");
        _rowsOfKeys = Widened(rows.Transpose([1, 0], b.In("encoder.relative_positions.turned")), "encoder.relative_positions.turned_by_head");
        _scale = 1 / MathF.Sqrt((float)c.Width / c.Heads * (1 + c.RelativeAttention.Count));
    }

    /// <summary>Query, key and value (batch, sequence, width) of the layer at a path to what it attends to.</summary>
    public Wire Attend(Wire query, Wire key, Wire value, string at)
    {
        string self = $"{at}.attention.self";
        Wire q = ByHead(query, $"{self}.query"), k = ByHead(key, $"{self}.key"), v = ByHead(value, $"{self}.value");
        Wire bias = RelativePositions.Hide(_b, Bias(q, k, at, self), $"{self}.bias");
        return q.Attention4(k, v, bias, _b.In($"{self}.attend"), _scale)
            .Transpose([0, 2, 1, 3], _b.In($"{self}.joined")).Reshape([0, 0, _b.Config.Width], _b.In($"{self}.context"));
    }

    private Wire Bias(Wire q, Wire k, string at, string self)
    {
        List<Wire> parts = [];
        if (_b.Config.RelativeAttention.Contains("c2p"))
        {
            Wire scores = q.MatMul(Positions($"{at}.attention.self.key_proj", $"{self}.position_keys"), _b.In($"{self}.c2p"));
            parts.Add(scores.GatherElements(_rows, 3, _b.In($"{self}.c2p.looked_up")));
        }
        if (_b.Config.RelativeAttention.Contains("p2c"))
        {
            Wire scores = k.MatMul(Positions($"{at}.attention.self.query_proj", $"{self}.position_queries"), _b.In($"{self}.p2c"));
            parts.Add(scores.GatherElements(_rowsOfKeys, 3, _b.In($"{self}.p2c.looked_up")).Transpose([0, 1, 3, 2], _b.In($"{self}.p2c.turned")));
        }
        Wire sum = parts.Skip(1).Aggregate(parts[0], (a, c) => a.Add(c, _b.In($"{self}.relative")));
        return sum.Scale(_scale, _b.In($"{self}.relative.scaled"));
    }

    /// <summary>The positions projected by the layer's own matrix: (1, heads, d, 2 * buckets).</summary>
    private Wire Positions(string projection, string at) =>
        Heads(_b.Linear(_positions, projection, _b.Config.Width, at), at).Transpose([0, 2, 3, 1], _b.In($"{at}.by_head"));

    private Wire ByHead(Wire x, string at) => Heads(x, at).Transpose([0, 2, 1, 3], _b.In($"{at}.by_head"));

    private Wire Heads(Wire x, string at) => x.Reshape([0, 0, _b.Config.Heads, _b.Config.Width / _b.Config.Heads], _b.In($"{at}.heads"));

    /// <summary>(sequence, sequence) to (batch, heads, sequence, sequence), as GatherElements wants it.</summary>
    private Wire Widened(Wire rows, string at)
    {
        Wire heads = _b.Builder.Constant(_b.In($"{at}.heads"), TensorData.Longs(_b.Config.Heads));
        return rows.Expand([_b.Ids.SizeOf(0, _b.In($"{at}.batch")), heads, _b.Length, _b.Length], ["batch", _b.Config.Heads, "sequence", "sequence"], _b.In(at));
    }
}
