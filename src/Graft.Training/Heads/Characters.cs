using System.ComponentModel.DataAnnotations;
using Graft.Graphs;
using Graft.Text;

namespace Graft.Training.Heads;

/// <summary>
/// What the letters of each token say, beside what the encoder says: (batch, sequence, width) to (batch, sequence, width + filters). Bytes are embedded, a
/// convolution slides over them, and the largest value of each filter counts (Ma and Hovy 2016, arXiv:1603.01354). The model gets an input 'character_ids', int64
/// (batch, sequence, bytes), see <see cref="CharacterIds"/>; padding changes nothing. Parameters: head.N.embedding (257, embedding), uniform in
/// +-sqrt(3 / embedding) as there; head.N.weight (filters, embedding, 1, window) and head.N.bias (filters), uniform in +-1 / sqrt(embedding * window).
/// </summary>
/// <param name="Filters">Numbers added to each token.</param>
/// <param name="Embedding">Width of a byte's embedding.</param>
/// <param name="Window">Bytes that a filter sees, odd.</param>
public sealed record Characters([property: Range(1, 4096)] int Filters = 32, [property: Range(1, 1024)] int Embedding = 32, [property: Range(1, 15)] int Window = 3) : HeadLayer
{
    internal override Wire Build(HeadBuild build, Wire x, string at)
    {
        if (x.Rank != 3) throw new GraftException($"Characters stand beside tokens (batch, sequence, width), found {x}.");
        if (Window % 2 == 0) throw new GraftException($"Expected an odd window of characters, got {Window}.");
        build.Require(18, "A layer of characters");
        GraphBuilder g = build.Builder;
        Wire ids = build.Beside(CharacterIds.Input, x.Shape[0], x.Shape[1], "bytes");
        Wire known = ids.Cast(ElementType.Bool, $"{at}.known").Unsqueeze([1], $"{at}.known_map");           // (batch, 1, sequence, bytes)
        Wire features = Convolve(build, Embed(build, ids, known, at), at);                                   // (batch, filters, sequence, bytes)
        Wire low = g.Constant($"{at}.low", TensorData.Scalar(float.MinValue)), zero = g.Constant($"{at}.zero", TensorData.Scalar(0f));
        Wire largest = Reduce(known.Choose(features, low, $"{at}.visible"), "ReduceMax", $"{at}.largest");    // (batch, filters, sequence)
        Wire any = Reduce(known.Cast(ElementType.Int32, $"{at}.known_numbers"), "ReduceMax", $"{at}.any").Cast(ElementType.Bool, $"{at}.has_bytes");
        Wire tokens = any.Choose(largest, zero, $"{at}.of_tokens").Transpose([0, 2, 1], $"{at}.by_token");
        return x.Concat([tokens], 2, $"{at}.joined");
    }

    /// <summary>Bytes as a picture of height sequence, zero at padding: (batch, embedding, sequence, bytes).</summary>
    private Wire Embed(HeadBuild build, Wire ids, Wire known, string at)
    {
        Wire table = build.Parameter($"{at}.embedding", Initial.Uniform(Math.Sqrt(3.0 / Embedding)), CharacterIds.Count, Embedding);
        Wire rows = table.Pick(ids, 0, $"{at}.rows").Transpose([0, 3, 1, 2], $"{at}.map");
        return rows.Multiply(known.Cast(ElementType.Float32, $"{at}.known_weights"), $"{at}.masked");
    }

    private Wire Convolve(HeadBuild build, Wire map, string at)
    {
        Func<SeededRandom, double> draw = Initial.ByFanIn((long)Embedding * Window);
        Wire weight = build.Parameter($"{at}.weight", draw, Filters, Embedding, 1, Window), bias = build.Parameter($"{at}.bias", draw, Filters);
        long side = Window / 2;
        return build.Builder.Node("Conv", at, [map, weight, bias], [map.Shape[0], Filters, map.Shape[2], map.Shape[3]], map.Type,
            ("kernel_shape", new[] { 1L, Window }), ("pads", new[] { 0, side, 0, side }));
    }

    private static Wire Reduce(Wire x, string type, string at)
    {
        Wire axes = x.Builder.Constant($"{at}.axes", TensorData.Longs(3));
        return x.Builder.Node(type, at, [x, axes], [.. x.Shape.Take(3)], x.Type, ("keepdims", 0L));
    }
}
