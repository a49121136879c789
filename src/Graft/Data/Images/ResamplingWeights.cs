namespace Graft.Data.Images;

/// <summary>
/// What each output column (or row) takes from the input: a run of neighbours with weights in fixed point, 22 bits after the point, each rounded
/// by itself, as Pillow has it. Eight bits of value times 22 of weight leave room for overshoot in 32 bits.
/// </summary>
internal sealed class ResamplingWeights
{
    public const int FractionBits = 22;

    private readonly int[] _weights;
    private readonly int[] _starts;
    private readonly int[] _counts;
    private readonly int _stride;

    /// <param name="input">Input size along this axis.</param>
    /// <param name="output">Output size along this axis.</param>
    /// <param name="from">First output position that is needed.</param>
    /// <param name="count">How many output positions are needed.</param>
    /// <param name="filter">The kernel.</param>
    public ResamplingWeights(int input, int output, int from, int count, ResamplingFilter filter)
    {
        double scale = (double)input / output;
        double widening = Math.Max(scale, 1);
        double reach = filter.Reach * widening;
        _stride = ((int)Math.Ceiling(reach) * 2) + 1;
        (_weights, _starts, _counts) = (new int[count * _stride], new int[count], new int[count]);
        double[] run = new double[_stride];
        for (int i = 0; i < count; i++)
        {
            double centre = (from + i + 0.5) * scale;
            int start = Math.Max((int)(centre - reach + 0.5), 0);
            int length = Math.Min((int)(centre + reach + 0.5), input) - start;
            for (int t = 0; t < length; t++) run[t] = filter.Weight((t + start - centre + 0.5) * (1 / widening));
            Quantise(run.AsSpan(0, length), _weights.AsSpan(i * _stride));
            (_starts[i], _counts[i]) = (start, length);
        }
    }

    /// <summary>Output positions.</summary>
    public int Count => _starts.Length;

    /// <summary>The first input position that anything is taken from.</summary>
    public int First => _starts[0];

    /// <summary>One behind the last input position that anything is taken from.</summary>
    public int End => _starts[^1] + _counts[^1];

    /// <summary>Where the run of the i-th needed output starts in the input.</summary>
    public int Start(int i) => _starts[i];

    /// <summary>The weights of the i-th needed output.</summary>
    public ReadOnlySpan<int> Run(int i) => _weights.AsSpan(i * _stride, _counts[i]);

    private static void Quantise(ReadOnlySpan<double> run, Span<int> to)
    {
        double sum = 0;
        foreach (double weight in run) sum += weight;
        double factor = sum == 0 ? 1 : 1 / sum;
        for (int t = 0; t < run.Length; t++)
        {
            double scaled = run[t] * factor * (1 << FractionBits);
            to[t] = (int)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        }
    }
}
