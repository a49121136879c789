namespace Graft.Training.Schedules;

/// <summary>Learning-rate factors of layer groups, lowest group first, the head last with factor 1.</summary>
public static class GroupRates
{
    /// <summary>ULMFiT: each group learns <paramref name="ratio"/> times slower than the one above it. Howard and Ruder 2018, section 3.2.</summary>
    public static IReadOnlyList<double> Discriminative(int groups, double ratio = 2.6) => [.. Enumerable.Range(0, groups).Select(g => Math.Pow(ratio, g - groups + 1))];

    /// <summary>fastai's even_mults: from 1 / <paramref name="span"/> up to 1 in equal ratios.</summary>
    public static IReadOnlyList<double> Even(int groups, double span = 100) =>
        groups == 1 ? [1] : [.. Enumerable.Range(0, groups).Select(g => Math.Pow(span, g / (double)(groups - 1) - 1))];
}
