using System.Globalization;
using Graft.Data.Texts;

namespace Graft.Data;

/// <summary>Shares of train, validation and test, in percent; where the data bring no parts of their own.</summary>
/// <param name="Train">Percent for training.</param>
/// <param name="Validation">Percent for validation.</param>
/// <param name="Test">Percent for the test.</param>
public sealed record PartitionShares(int Train = 70, int Validation = 15, int Test = 15)
{
    /// <summary>Reads 70/15/15.</summary>
    /// <exception cref="GraftException">Not three whole numbers that add up to 100, or no training share.</exception>
    public static PartitionShares Parse(string text)
    {
        int[] shares = [.. text.Split('/').Select(t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out int v) ? v : -1)];
        return shares is [> 0, >= 0, >= 0] && shares.Sum() == 100 ? new(shares[0], shares[1], shares[2])
            : throw new GraftException($"Expected train/validation/test in percent that add up to 100, such as 70/15/15, got '{text}'.");
    }

    /// <summary>As 70/15/15.</summary>
    public override string ToString() => $"{Train}/{Validation}/{Test}";
}

/// <summary>Divides examples into train, validation and test, before anything else is done with them.</summary>
public static class Partition
{
    /// <summary>
    /// The part of each example, in the order of the set. Parts that the data bring stand, and no other is cut off. Otherwise the examples are shared out by seed,
    /// stratified by class where there is one for each, groups kept together and shared out so that classes stay as even as they allow; each class keeps at least one training example. Data that name train alone
    /// are divided like those that name no part: they would leave nothing to score (100/0/0 asks for that).
    /// </summary>
    public static Part[] Of(ExampleSet set, PartitionShares shares, long seed)
    {
        if (set.HasParts) return [.. set.Examples.Select(e => e.Part ?? Part.Train)];
        Part[] parts = new Part[set.Examples.Count];
        foreach (var stratum in set.Examples.Select((e, i) => (e, i)).GroupBy(p => set.Task == TextTask.Classification ? p.e.Label : "").OrderBy(g => g.Key, StringComparer.Ordinal))
            Share([.. stratum.Where(p => p.e.Group is null).Select(p => new[] { p.i })], $"partition {stratum.Key}", parts, shares, seed);
        int[][] groups = [.. set.Examples.Select((e, i) => (e, i)).Where(p => p.e.Group is not null).GroupBy(p => p.e.Group, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Select(p => p.i).ToArray())];
        ShareGroups(groups, [.. set.Examples.Select(e => e.Label)], parts, shares, seed);
        return parts;
    }

    /// <summary>Large groups first, each to the part that has the least of its classes, measured by what the part should have.</summary>
    private static void ShareGroups(int[][] groups, string[] labels, Part[] parts, PartitionShares shares, long seed)
    {
        if (groups.Length == 0) return;
        Seeds.For("partition of groups", seed).Shuffle(groups.AsSpan());
        Dictionary<string, int> total = groups.SelectMany(g => g).CountBy(i => labels[i]).ToDictionary(StringComparer.Ordinal);
        Dictionary<(Part, string), int> filled = [];
        (Part Part, int Share)[] wanted = [.. new[] { (Part.Train, shares.Train), (Part.Validation, shares.Validation), (Part.Test, shares.Test) }.Where(p => p.Item2 > 0)];
        foreach (int[] group in groups.OrderByDescending(g => g.Length))
        {
            KeyValuePair<string, int>[] classes = [.. group.CountBy(i => labels[i])];
            double Crowd((Part Part, int Share) to) => classes.Sum(c => c.Value * (filled.GetValueOrDefault((to.Part, c.Key)) + (c.Value / 2.0)) / total[c.Key]) / to.Share;
            bool learns = classes.Any(c => filled.GetValueOrDefault((Part.Train, c.Key)) == 0);
            Part part = learns ? Part.Train : wanted.MinBy(Crowd).Part;
            foreach (int index in group) parts[index] = part;
            foreach ((string label, int count) in classes) filled[(part, label)] = filled.GetValueOrDefault((part, label)) + count;
        }
    }

    private static void Share(int[][] units, string name, Part[] parts, PartitionShares shares, long seed)
    {
        if (units.Length == 0) return;
        Seeds.For(name, seed).Shuffle(units.AsSpan());
        double total = units.Sum(u => u.Length), done = 0;
        for (int i = 0; i < units.Length; i++)
        {
            double share = (done + (units[i].Length / 2.0)) / total * 100;
            Part part = i == 0 || share < shares.Train ? Part.Train : share < shares.Train + shares.Validation ? Part.Validation : Part.Test;
            foreach (int index in units[i]) parts[index] = part;
            done += units[i].Length;
        }
    }
}
