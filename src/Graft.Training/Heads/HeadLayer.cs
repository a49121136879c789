using Graft.Graphs;

namespace Graft.Training.Heads;

/// <summary>One layer of a <see cref="Head"/>.</summary>
public abstract record HeadLayer
{
    /// <summary>Adds the layer's nodes behind <paramref name="x"/>.</summary>
    /// <param name="build">The head so far.</param>
    /// <param name="x">(batch, width) or (batch, sequence, width).</param>
    /// <param name="at">Path of its parameters and nodes: head.0, head.1, ...</param>
    internal abstract Wire Build(HeadBuild build, Wire x, string at);
}
