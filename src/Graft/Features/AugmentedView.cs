using System.Globalization;
using Graft.Data.Augmentation;

namespace Graft.Features;

/// <summary>A variation of every photo that can be cached as its features: the draws of one epoch.</summary>
/// <param name="Policy">How photos are varied.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Number">Which view, from 0; takes the place of the epoch in the draws.</param>
public sealed record AugmentedView(AugmentationPolicy Policy, long Seed, int Number)
{
    /// <summary>What tells it from other views in the cache.</summary>
    internal string Key => string.Create(CultureInfo.InvariantCulture, $"{Policy.Name}/{Seed}/{Number}");
}
