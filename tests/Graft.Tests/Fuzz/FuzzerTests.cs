using Graft.Fuzz;
using Graft.Tests.Checkpoints;

namespace Graft.Tests.Fuzz;

public class FuzzerTests
{
    [SharedFact("fixtures/safetensors")]
    public void Open_FilesDamagedAtRandom_AreReadOrRefusedAndNothingElse()
    {
        using TemporaryFolder folder = new();
        Fuzzer fuzzer = new(FuzzSeeds.Copy(Shared.Root!, folder.Root), seed: 1);
        List<Finding> findings = [];
        for (int i = 0; i < 400; i++)
            if (fuzzer.Step() is Finding finding) findings.Add(finding);

        findings.Select(f => $"{f.Reader}, {f.File}: {f.What}").ShouldBeEmpty();
        fuzzer.Runs.Count.ShouldBeGreaterThan(4);
    }
}
