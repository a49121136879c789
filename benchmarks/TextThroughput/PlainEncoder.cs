using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Graft.Benchmarks;

/// <summary>A text classifier of MiniLM's shape as TorchSharp's examples write one: embeddings, its own TransformerEncoder, a linear layer; positions first, float32.</summary>
internal sealed class PlainEncoder : Module<Tensor, Tensor>
{
    private const int Vocabulary = 30522, Positions = 512, Width = 384, Layers = 6, Heads = 12, Inner = 1536;

    private readonly Module<Tensor, Tensor> _words = Embedding(Vocabulary, Width), _positions = Embedding(Positions, Width), _norm = LayerNorm(Width), _dropout = Dropout(0.1), _head;
    private readonly TorchSharp.Modules.TransformerEncoder _layers = TransformerEncoder(TransformerEncoderLayer(Width, Heads, Inner, 0.1, Activations.GELU), Layers);

    public PlainEncoder(int classes) : base("encoder")
    {
        _head = Linear(Width, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor ids)                                                    // (batch, tokens)
    {
        Tensor embedded = _norm.call(_words.call(ids) + _positions.call(arange(ids.shape[1])));     // (batch, tokens, width)
        Tensor hidden = _layers.call(_dropout.call(embedded).transpose(0, 1), null, null);          // (tokens, batch, width)
        return _head.call(hidden.mean([0]));
    }
}
