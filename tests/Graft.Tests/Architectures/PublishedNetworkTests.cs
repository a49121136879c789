using Graft.Inference;
using Xunit.Abstractions;

namespace Graft.Tests.Architectures;

/// <summary>Every built-in network of images against the published implementation in ONNX Runtime, with synthetic weights.</summary>
public class PublishedNetworkTests(ITestOutputHelper output)
{
    /// <summary>File, network, scheme.</summary>
    public static TheoryData<string, string, string> Files => Rows(FixtureNetwork.Vision);

    public static TheoryData<string, string, string> Images => Rows([.. FixtureNetwork.Vision, .. FixtureNetwork.Configured, .. FixtureNetwork.Keras]);

    /// <summary>Names and shapes equal both ways, the number of parameters, and the logits.</summary>
    [SharedTheory(FixtureNetwork.Folder), MemberData(nameof(Images))]
    public void Build_WithTheWeightsOfTheFile_GivesItsLogits(string file, string name, string scheme)
    {
        FixtureNetwork network = new(file, name, scheme);
        FixtureRun run = network.Load();
        using OnnxSession session = new(run.Graph, threads: 2);
        double difference = run.Difference(session.Outputs.Zip(session.Run(run.Inputs)).ToDictionary(o => o.First, o => o.Second));
        output.WriteLine(FormattableString.Invariant($"{file}, {name}: largest difference {difference:0.0e+0} of the standard deviation"));
        difference.ShouldBeLessThan(network.Tolerance);
    }

    [SharedFact(FixtureNetwork.Folder)]
    public void All_OfTheFixtures_AreTheFilesThatHaveLogits()
    {
        string root = Shared.Path(FixtureNetwork.Folder);
        IEnumerable<string> all = new[] { "", "timm", "hf", "keras" }.SelectMany(f => Directory.EnumerateFiles(Path.Combine(root, f), "*.json"));
        FixtureNetwork.All.Select(f => f.File).Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(all.Select(f => Path.ChangeExtension(Path.GetRelativePath(root, f), null).Replace('\\', '/')).Order(StringComparer.Ordinal));
    }

    private static TheoryData<string, string, string> Rows(IEnumerable<FixtureNetwork> networks)
    {
        TheoryData<string, string, string> rows = [];
        foreach (FixtureNetwork n in networks) rows.Add(n.File, n.Network, n.Scheme);
        return rows;
    }
}
