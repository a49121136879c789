using System.Globalization;
using Graft.Architectures;
using Graft.Tests;
using Graft.Tests.Architectures;

namespace Graft.Training.Tests.Execution;

/// <summary>docs/agreement.md: the networks beside what they were compared with. Measured and written with GOLDEN_ACCEPT=1 (some minutes); checked against fixtures and registry always.</summary>
public class AgreementPageTests
{
    private const string Page = "docs/agreement.md";
    private const double Measured = 1.05;   // two digits are written

    [SharedFact(FixtureNetwork.Folder)]
    public void Page_OfEveryFixture_HasARowWithinTheTolerance()
    {
        if (Golden.IsAccepted) Golden.Check(Page, Written([.. FixtureNetwork.All.Select(Agreement.Of)]));
        string[][] rows = [.. Golden.Read(Page).Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Where(l => !l.StartsWith("| ---", StringComparison.Ordinal)).Select(l => l.Trim('|').Split('|', StringSplitOptions.TrimEntries))];
        rows.Select(r => (r[0], r[1], r[2])).ShouldBe(FixtureNetwork.All.Select(n => (n.File, n.Network, n.Scheme)));
        foreach ((string[] row, FixtureNetwork network) in rows.Zip(FixtureNetwork.All))
            row[3..].Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ShouldAllBe(v => v < network.Tolerance * Measured, network.File);
    }

    [Fact]
    public void Page_FamilyOfTheRegistryWithoutFixture_IsNamed() => Golden.Read(Page).ShouldContain(Without());

    private static string Written(IReadOnlyList<Agreement> rows) => $"""
        # How near the networks are to those that they stand for

        Every network that published outputs are at hand for, with the same synthetic weights and inputs on both sides. The numbers are the largest difference of any output (logits, hidden
        states) from the published implementation's (torchvision, timm, transformers, Keras), in standard deviations of these outputs; {5e-5:0e+0} is asked. A wrong GELU or epsilon moves them
        by 6e-5 and more. *float64* is the same graph with all numbers widened: what is left there is the rounding of the published outputs, which are float32. One network lies further away for
        that reason alone: with these weights Keras' published EfficientNet grows its inputs a thousandfold, and with them float32's rounding; the published outputs are no nearer to float64
        than ours.

        Measured and written by `GOLDEN_ACCEPT=1 dotnet test tests/Graft.Training.Tests --filter AgreementPage`; the last digits depend on the processor.

        | file | network | names | ONNX Runtime | libtorch | float64 |
        | --- | --- | --- | ---: | ---: | ---: |
        {string.Join("\n", rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"| {r.Network.File} | {r.Network.Network} | {r.Network.Scheme} | {r.OnnxRuntime:0.0e+0} | {r.Libtorch:0.0e+0} | {r.Float64:0.0e+0} |")))}

        {Without()}

        """;

    /// <summary>Files with a configuration stand for the families of these.</summary>
    private static string Without()
    {
        string[] compared = [.. FixtureNetwork.All.Select(n => n.Network), "swin_t"];
        return $"Without published outputs to compare with: {string.Join(", ", Architecture.All.GroupBy(a => a.Family).Where(f => !f.Any(a => compared.Contains(a.Name))).Select(f => f.Key))}. "
            + "Their names and shapes are those of published files where there are some, and both engines agree on them (`Run_BuiltInNetwork_EqualsOnnxRuntime`).";
    }
}
