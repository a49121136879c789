using static TorchSharp.torch;

namespace Graft.Training.Losses;

/// <summary>The tokens of a batch that carry a tag, moved to the front of each text in their order; what no text needs is cut off.</summary>
/// <param name="Positions">Where each stood, int64 (N, longest); 0 behind a text's last.</param>
/// <param name="Tags">int64 (N, longest); 0 behind a text's last.</param>
/// <param name="Carries">Whether there is one, bool (N, longest).</param>
/// <param name="LastTags">The last tag of each text, int64 (N); 0 where it has none.</param>
/// <param name="Tokens">How many carry a tag.</param>
/// <param name="Texts">How many texts have such a token.</param>
internal sealed record TaggedTokens(Tensor Positions, Tensor Tags, Tensor Carries, Tensor LastTags, long Tokens, long Texts)
{
    /// <summary>Finds them in a target (N, T), where <see cref="CrossEntropy.Ignored"/> stands for no tag. In managed code: it is little work and many small steps.</summary>
    public static TaggedTokens Of(Tensor target)
    {
        int rows = (int)target.shape[0], length = (int)target.shape[1];
        using Tensor here = target.cpu().contiguous();
        long[] tags = here.data<long>().ToArray();
        int[][] found = [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, length).Where(t => tags[row * length + t] != CrossEntropy.Ignored).ToArray())];
        int longest = Math.Max(1, found.Max(f => f.Length));
        long[] positions = new long[rows * longest], kept = new long[rows * longest], last = new long[rows];
        bool[] carries = new bool[rows * longest];
        for (int row = 0; row < rows; row++)
            for (int i = 0; i < found[row].Length; i++)
            {
                (int at, long tag) = (row * longest + i, tags[row * length + found[row][i]]);
                (positions[at], kept[at], carries[at], last[row]) = (found[row][i], tag, true, tag);
            }
        Tensor Wide<T>(T[] values, Func<T[], Tensor> make) => make(values).to(target.device);
        return new(Wide(positions, p => tensor(p, rows, longest)), Wide(kept, k => tensor(k, rows, longest)), Wide(carries, c => tensor(c, rows, longest)), Wide(last, l => tensor(l)),
            found.Sum(f => (long)f.Length), found.Count(f => f.Length > 0));
    }
}
