namespace Graft.Samples.BloodPressure;

/// <summary>A made-up sentence with what is true of it.</summary>
/// <param name="Text">The sentence.</param>
/// <param name="Label">high or normal.</param>
/// <param name="Kind">What makes it easy or hard: single, several, words, dictated, vitals, with_goal, goal, negated, context, other, framed; in contrast pairs what differs: number, near, dictated, or what the number means.</param>
/// <param name="Pair">Number of its pair; 0 for none.</param>
internal sealed record Sentence(string Text, string Label, string Kind, int Pair = 0);

/// <summary>A blood pressure in mmHg; 0 for a half that is not told.</summary>
internal readonly record struct Reading(int Systolic, int Diastolic);

/// <summary>The rule: a measured pressure of 140 systolic or 90 diastolic and more is high (stage 2 of the ACC/AHA guideline of 2017); of several readings the highest counts.</summary>
internal static class Rule
{
    public const string High = "high", Normal = "normal";
    public const int Systolic = 140, Diastolic = 90;

    public static string Of(IEnumerable<Reading> measured) => measured.Any(r => r.Systolic >= Systolic || r.Diastolic >= Diastolic) ? High : Normal;
}
