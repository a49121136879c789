using TorchSharp;

namespace Graft.Training.Probe;

/// <summary>While it lives, libtorch computes each operation with one thread: many small fits then run side by side, and their results don't depend on the number of cores.</summary>
internal sealed class SingleThreaded : IDisposable
{
    private readonly int _before = torch.get_num_threads();

    private SingleThreaded() => torch.set_num_threads(1);

    public static SingleThreaded Begin() => new();

    public void Dispose() => torch.set_num_threads(_before);
}
