using System.Globalization;
using System.Text.RegularExpressions;

namespace Graft.Samples.BloodPressure;

/// <summary>What one writes before one thinks of learning: regular expressions.</summary>
internal static partial class Patterns
{
    /// <summary>high by the first number/number, whatever it is.</summary>
    public static string First(string sentence) => Judge(Slashed().Match(sentence));

    /// <summary>high by the first number/number behind BP or blood pressure.</summary>
    public static string Named(string sentence) => Judge(Behind().Match(sentence));

    private static string Judge(Match reading) => reading.Success && (Value(reading, 1) >= Rule.Systolic || Value(reading, 2) >= Rule.Diastolic) ? Rule.High : Rule.Normal;

    private static int Value(Match reading, int group) => int.Parse(reading.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\b(\d{2,3}) ?/ ?(\d{2,3})\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Slashed();

    [GeneratedRegex(@"(?:bp|blood pressure)\D{0,20}?(\d{2,3}) ?/ ?(\d{2,3})\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Behind();
}
