using System.Text.RegularExpressions;

namespace Graft.Samples.BloodPressure;

/// <summary>
/// Fills the slots of a template. {m} is a reading measured on the patient, {ms} and {md} its halves alone; {n}, {ns} and {nd} are pressures that are not measured: goals, limits, other people's.
/// The rest are other numbers and words.
/// </summary>
/// <param name="words">Draws everything but readings, and how readings are written: the same draws give the same sentence around other readings.</param>
/// <param name="dictated">Whether numbers are written in words.</param>
/// <param name="measured">Draws a reading of the patient.</param>
/// <param name="other">Draws a pressure that is none.</param>
internal sealed partial class Filling(SeededRandom words, bool dictated, Func<Reading> measured, Func<Reading> other)
{
    private static readonly string[] Lines = ["15", "20", "25", "30", "40", "50", "70", "80", "100", "200"]; // of an eye chart
    private static readonly string[] Kin = ["mother", "sister", "husband", "wife", "uncle", "aunt", "son", "daughter", "cousin", "roommate", "grandmother"];
    private readonly List<Reading> _measured = [];
    private readonly bool _man = words.NextBool();

    /// <summary>The sentence, and whether it is high by what was measured.</summary>
    public Sentence Fill(string template, string kind)
    {
        string text = Slot().Replace(template, slot => Value(slot.Groups[1].Value));
        return new(char.ToUpperInvariant(text[0]) + text[1..], Rule.Of(_measured), kind);
    }

    private string Value(string slot) => slot switch
    {
        "m" => Whole(Measured(r => r)),
        "plain" => Measured(r => r) is var r && dictated ? Whole(r) : $"{r.Systolic}/{r.Diastolic}",
        "ms" => Number(Measured(r => r with { Diastolic = 0 }).Systolic),
        "md" => Number(Measured(r => r with { Systolic = 0 }).Diastolic),
        "tens" => Rounded(),
        "n" => Whole(other()),
        "ns" => Number(other().Systolic),
        "nd" => Number(other().Diastolic),
        "he" => _man ? "he" : "she",
        "his" => _man ? "his" : "her",
        "him" => _man ? "him" : "her",
        "pulse" => Between(44, 178),
        "rate" => Between(10, 34),
        "weight" => Between(98, 320),
        "age" => Between(19, 97),
        "dose" => Number(10 * Numbers.Between(words, 2, 60)),
        "small" => Between(2, 40),
        "lab" => Between(38, 240),
        "sat" => Between(86, 100),
        "temp" => $"{Between(96, 102)}.{words.NextInt(10)}",
        "big" => Between(90, 199),
        "year" => Numbers.Text(Numbers.Between(words, 90, 99)),
        "kin" => Kin[words.NextInt(Kin.Length)],
        "eye" => $"20/{Lines[words.NextInt(Lines.Length)]}",
        "month" => Numbers.Text(Numbers.Between(words, 1, 12)),
        "date" => $"{words.NextInt(12) + 1}/{words.NextInt(28) + 1}" + (words.NextBool() ? "" : $"/{Numbers.Between(words, 90, 99)}"),
        "grip" => $"{words.NextInt(5) + 1}/5",
        "mix" => $"{Numbers.Between(words, 5, 8)}0/{Numbers.Between(words, 2, 4)}0",
        "time" => $"{words.NextInt(12) + 1}:{Numbers.Between(words, 10, 59)}",
        _ => throw new GraftException($"There is no slot '{slot}'."),
    };

    private Reading Measured(Func<Reading, Reading> half)
    {
        Reading reading = half(measured());
        _measured.Add(reading);
        return reading;
    }

    // "150s/80s": what the tens stand for counts as measured.
    private string Rounded()
    {
        Reading reading = Measured(r => new(r.Systolic / 10 * 10, r.Diastolic / 10 * 10));
        return words.NextBool() ? $"{reading.Systolic}s/{reading.Diastolic}s" : $"{reading.Systolic}s over {reading.Diastolic}s";
    }

    // A generator of its own, as some ways of writing take more draws than others.
    private SeededRandom Hand() => Seeds.For("blood pressure, as written", (long)words.NextBits());

    private string Whole(Reading r)
    {
        SeededRandom hand = Hand();
        return dictated ? $"{Numbers.Dictated(hand, r.Systolic)} over {Numbers.Dictated(hand, r.Diastolic)}" : Numbers.Typed(hand, r);
    }

    private string Number(int number) => Hand() is var hand && dictated ? Numbers.Dictated(hand, number) : Numbers.Text(number);

    private string Between(int from, int to) => Number(Numbers.Between(words, from, to));

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Slot();
}
