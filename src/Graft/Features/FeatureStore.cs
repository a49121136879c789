using Graft.Data;
using Graft.Graphs;

namespace Graft.Features;

/// <summary>
/// What a trunk puts out for many examples, one or several tensors each, batch by batch as they were computed. Large batches lie in mapped files, not in
/// memory. Examples that can't be read have no row and are told.
/// </summary>
public sealed class FeatureStore
{
    private readonly FeatureBatch[] _batches;
    private readonly (int Batch, int Row)[] _places;

    internal FeatureStore(IReadOnlyList<string> tensors, FeatureBatch[] batches, IReadOnlyList<int> rows, IReadOnlyList<Notice> skipped, IReadOnlyList<Notice> remarks, int fromCache)
    {
        (Tensors, _batches, Rows, Skipped, Remarks, FromCache) = (tensors, batches, rows, skipped, remarks, fromCache);
        _places = [.. batches.SelectMany((b, i) => Enumerable.Range(0, b.Faults.Count(f => f is null)).Select(r => (i, r)))];
    }

    /// <summary>Names of the tensors that the trunk puts out.</summary>
    public IReadOnlyList<string> Tensors { get; }

    /// <summary>Index into the examples that were asked for, ascending; one for each row.</summary>
    public IReadOnlyList<int> Rows { get; }

    /// <summary>Examples without features, and why.</summary>
    public IReadOnlyList<Notice> Skipped { get; }

    /// <summary>Examples that were used, but are not what their names say.</summary>
    public IReadOnlyList<Notice> Remarks { get; }

    /// <summary>How many examples needed no computation.</summary>
    public int FromCache { get; }

    /// <summary>Type of a tensor.</summary>
    public ElementType TypeOf(string tensor) => Some(tensor).Type;

    /// <summary>Shape of a tensor for one example, without the batch dimension.</summary>
    public IReadOnlyList<long> ShapeOf(string tensor) => [.. Some(tensor).Shape.Skip(1)];

    /// <summary>Copies rows of a tensor, one after the other.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    /// <param name="rows">Any rows in any order.</param>
    /// <param name="to">Exactly the bytes of those rows.</param>
    public void Copy(string tensor, ReadOnlySpan<int> rows, Span<byte> to)
    {
        int bytes = to.Length / Math.Max(1, rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            (int batch, int row) = _places[rows[i]];
            TensorData values = _batches[batch].Values[tensor];
            values.Bytes.Span.Slice(row * bytes, bytes).CopyTo(to[(i * bytes)..]);
            GC.KeepAlive(values);
        }
    }

    /// <summary>All rows of the one tensor (batch, D) in memory, as a head reads them.</summary>
    public FeatureSet ToSet(int width)
    {
        float[] values = new float[_places.Length * width];
        int at = 0;
        foreach (TensorData batch in _batches.Select(b => b.Values[Tensors[0]]))
        {
            batch.Span<float>().CopyTo(values.AsSpan(at));
            GC.KeepAlive(batch);
            at += (int)batch.Count;
        }
        return new(values, width, Rows, Skipped, Remarks, FromCache);
    }

    private TensorData Some(string tensor) => _batches.First(b => b.Values[tensor].Shape[0] > 0 || b == _batches[^1]).Values[tensor];
}
