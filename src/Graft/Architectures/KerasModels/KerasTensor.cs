using Graft.Graphs;

namespace Graft.Architectures.KerasModels;

/// <summary>
/// A tensor of a Keras model while its graph is built. Keras counts channels last; convolutions here want them first. A tensor is turned only where a layer needs it the other
/// way, so that between convolutions nothing is.
/// </summary>
/// <param name="Wire">The tensor as it lies.</param>
/// <param name="ChannelsFirst">Whether the last axis of Keras is axis 1 here.</param>
internal sealed record KerasTensor(Wire Wire, bool ChannelsFirst)
{
    /// <summary>Number of dimensions.</summary>
    public int Rank => Wire.Rank;

    /// <summary>The shape as Keras sees it.</summary>
    public IReadOnlyList<Dimension> Shape => ChannelsFirst ? [Wire.Shape[0], .. Wire.Shape.Skip(2), Wire.Shape[1]] : Wire.Shape;

    /// <summary>The size of the last axis of Keras.</summary>
    public long Channels => ChannelsFirst ? Wire.Size(1) : Wire.Size(-1);

    /// <summary>The tensor with its channels last.</summary>
    public Wire Last => ChannelsFirst ? Wire.Transpose([0, .. Enumerable.Range(2, Rank - 2), 1], Wire.Builder.Unused($"{Wire.Name}.last")) : Wire;

    /// <summary>The tensor with its channels at axis 1; rank 2 has them there anyway.</summary>
    public Wire First => ChannelsFirst || Rank <= 2 ? Wire : Wire.Transpose([0, Rank - 1, .. Enumerable.Range(1, Rank - 2)], Wire.Builder.Unused($"{Wire.Name}.first"));

    /// <summary>The same order for another wire of this rank.</summary>
    public KerasTensor With(Wire wire) => this with { Wire = wire };

    /// <summary>A wire whose channels are last, as Keras has it.</summary>
    public static KerasTensor OfLast(Wire wire) => new(wire, false);

    /// <summary>A wire whose channels are at axis 1.</summary>
    public static KerasTensor OfFirst(Wire wire) => new(wire, wire.Rank > 2);

    /// <summary>The axis as it lies, of one that Keras counts.</summary>
    public int AxisOf(int kerasAxis)
    {
        int axis = kerasAxis < 0 ? kerasAxis + Rank : kerasAxis;
        return !ChannelsFirst || axis == 0 ? axis : axis == Rank - 1 ? 1 : axis + 1;
    }
}
