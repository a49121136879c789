using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>Where the bytes of a storage lie in a file.</summary>
internal readonly record struct StoragePlace(long Offset, long Length);

/// <summary>Turns views of storages into tensors: slices of the mapped file, or copies where a view's elements do not lie in order.</summary>
internal sealed class TorchTensors(MappedFile file, string format, Func<TorchStorage, StoragePlace> locate, Budget budget)
{
    private readonly Dictionary<StoragePlace, ReadOnlyMemory<byte>> _slices = []; // views of the same bytes stay recognisable as shared

    /// <summary>The tensor of a view.</summary>
    /// <exception cref="GraftException">Its storage is missing or has another size than declared, or copying it would take too much memory.</exception>
    public TensorData Read(string name, TorchTensor view)
    {
        StoragePlace storage = locate(view.Storage);
        int size = view.Type.Size();
        long bytes = Sizes.Bytes(view.Type, view.Shape)!.Value;
        if (bytes == 0) return new TensorData(view.Type, view.Shape, ReadOnlyMemory<byte>.Empty);
        if (TorchView.IsContiguous(view)) return new TensorData(view.Type, view.Shape, Slice(new(storage.Offset + view.Offset * size, bytes)));
        if (bytes > int.MaxValue) throw Faults.Fatal(file.Path, format, $"tensor '{name}' takes {bytes} bytes, more than 2 GB");
        budget.Charge(bytes, $"putting the elements of tensor '{name}' in order");
        return new TensorData(view.Type, view.Shape, TorchView.Materialise(view, file.Slice(storage.Offset, storage.Length).Span));
    }

    private ReadOnlyMemory<byte> Slice(StoragePlace place)
    {
        if (!_slices.TryGetValue(place, out ReadOnlyMemory<byte> slice)) _slices[place] = slice = file.Slice(place.Offset, place.Length);
        return slice;
    }
}
