using Graft.Architectures;
using Graft.Graphs;
using Graft.Hub;

namespace Graft.Tests.Architectures;

/// <summary>What holds for every built-in network.</summary>
public class RegistryTests
{
    public static TheoryData<string> Names => [.. Architecture.All.Select(a => a.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Build_EveryNetwork_IsAValidGraph(string name)
    {
        GraphChecker.Check(Architecture.Get(name).Build(new()));
        GraphChecker.Check(Architecture.Get(name).Build(new() { Classes = 7 }));
    }

    [Theory, MemberData(nameof(Names))]
    public void Parameters_OfEveryNetwork_AreAsPublished(string name)
    {
        Architecture architecture = Architecture.Get(name);
        Graph graph = architecture.Build(new() { Classes = architecture.Classes });

        Architecture.CountLearned(graph).ShouldBe(architecture.PublishedParameters!.Value);
    }

    [Theory, MemberData(nameof(Names))]
    public void Stages_OfEveryNetwork_ExistAndFollowEachOther(string name)
    {
        Graph graph = Architecture.Get(name).Build(new());
        Dictionary<string, int> at = graph.Nodes.SelectMany((n, i) => n.Outputs.Select(o => (o, i))).ToDictionary(p => p.o, p => p.i);

        graph.Stages.ShouldNotBeEmpty();
        graph.Stages.Select(s => at[s.Tensor]).ShouldBeInOrder();
        graph.Stages.Select(s => s.Name).ShouldBeUnique();
    }

    [Theory, MemberData(nameof(Names))]
    public void Parts_OfEveryNetwork_AreInItsGraph(string name)
    {
        Architecture architecture = Architecture.Get(name);
        Graph full = architecture.Build(new() { Classes = architecture.Classes });
        Graph backbone = architecture.Build(new());

        full.Tensors.ShouldContain(full.Metadata[GraphNotes.Features]);
        full.Tensors.ShouldContain(full.Metadata[GraphNotes.Spatial]);
        full.Initializers.Keys.ShouldContain(architecture.ClassifierParameters + ".weight");
        full.Outputs[0].ShapeText.ShouldBe($"(batch, {architecture.Classes})");
        backbone.Initializers.Keys.ShouldNotContain(k => k.StartsWith(architecture.ClassifierParameters + ".", StringComparison.Ordinal));
        backbone.Outputs[0].ShapeText.ShouldBe($"(batch, {architecture.FeatureCount})");
    }

    [Theory, MemberData(nameof(Names))]
    public void Schemes_OfEveryNetwork_LeadThereAndBack(string name)
    {
        Architecture architecture = Architecture.Get(name);
        string[] parameters = [.. architecture.Build(new() { Classes = architecture.Classes }).Initializers.Where(i => !i.Value.HasData).Select(i => i.Key)];

        HashSet<string> modules = [.. parameters.SelectMany(PathsOf)];
        foreach (NameMap map in architecture.Schemes)
        {
            string[] theirs = [.. parameters.SelectMany(p => map.Source(p).Theirs)];
            theirs.ShouldBeUnique();
            parameters.Where(p => map.Source(p).Theirs.Any(t => map.Ours(t) != p)).ShouldBeEmpty($"{map.Scheme}: the way back differs");
            map.Rows.Where(r => !modules.Contains(r.Ours)).ShouldBeEmpty($"{map.Scheme}: nowhere in the graph");
        }
    }

    [Fact]
    public void Names_AndAliases_AreUnique() => Architecture.All.SelectMany(a => a.Aliases.Append(a.Name)).ShouldBeUnique();

    [Fact]
    public void Weights_OfTheHubsList_AreTheRegistrys() => TorchvisionFiles.All.Select(f => f.File)
        .ShouldBeSubsetOf(Architecture.All.SelectMany(a => a.Weights).Select(w => w.Address[(w.Address.LastIndexOf('/') + 1)..]));

    [Fact]
    public void Get_MistypedName_SuggestsTheNearest() =>
        Should.Throw<UnknownNameException>(() => Architecture.Get("squeezenet11")).Message.ShouldContain("Did you mean 'squeezenet1_1'?");

    /// <summary>'a.b.c' and the modules around it: 'a.b', 'a'.</summary>
    private static IEnumerable<string> PathsOf(string name)
    {
        yield return name;
        for (int dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1)) yield return name[..dot];
    }
}
