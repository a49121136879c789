using System.Globalization;

namespace Graft.Samples.BloodPressure;

/// <summary>Draws readings, and writes numbers as people type or dictate them.</summary>
internal static class Numbers
{
    private static readonly string[] Ones =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];

    private static readonly string[] Tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    /// <summary>A reading on the wanted side of the limits; one in three lies just beside them.</summary>
    public static Reading Draw(SeededRandom random, bool high)
    {
        bool near = random.NextBool(0.33);
        int systolic = near ? Between(random, 130, 139) : Between(random, 82, 139), diastolic = near ? Between(random, 80, 89) : Between(random, 40, 89);
        int which = random.NextInt(3); // of a high one: systolic, diastolic, or both
        if (high && which != 1) systolic = Between(random, 140, near ? 149 : 238);
        if (high && which != 0) diastolic = Between(random, 90, near ? 99 : 138);
        if (diastolic <= systolic - 8) return new(systolic, diastolic);
        int lifted = diastolic + Between(random, 10, 45);
        return new(high ? lifted : Math.Min(Rule.Systolic - 1, lifted), diastolic);
    }

    /// <summary>150/90 and the like.</summary>
    public static string Typed(SeededRandom random, Reading r) => random.NextInt(10) switch
    {
        < 6 => $"{r.Systolic}/{r.Diastolic}",
        < 8 => $"{r.Systolic} over {r.Diastolic}",
        < 9 => $"{r.Systolic} / {r.Diastolic}",
        _ => $"{r.Systolic}/{r.Diastolic} mmHg",
    };

    /// <summary>150 is one fifty, one hundred fifty or one hundred and fifty; 105 is one oh five.</summary>
    public static string Dictated(SeededRandom random, int number)
    {
        if (number < 20) return Ones[number];
        if (number < 100) return Tens[number / 10] + (number % 10 == 0 ? "" : (random.NextBool() ? " " : "-") + Ones[number % 10]);
        (string hundreds, int rest) = (Ones[number / 100], number % 100);
        if (rest == 0) return $"{hundreds} hundred";
        if (random.NextInt(3) == 0) return $"{hundreds} hundred {(random.NextBool() ? "and " : "")}{Dictated(random, rest)}";
        return rest < 10 ? $"{hundreds} oh {Ones[rest]}" : $"{hundreds} {Dictated(random, rest)}";
    }

    public static int Between(SeededRandom random, int from, int to) => from + random.NextInt(to - from + 1);

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
