using Graft.Bundles;

namespace Graft.Tests.Structure;

public class LayersTests
{
    [Fact]
    public void Graft_NeverMentionsLibtorch() => typeof(Predictor).Assembly.GetReferencedAssemblies().Select(a => a.Name)
        .ShouldNotContain(name => name!.StartsWith("TorchSharp", StringComparison.Ordinal) || name.StartsWith("Graft", StringComparison.Ordinal));
}
