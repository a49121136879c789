using System.Text.Json;
using Graft.Backbones;
using Graft.Bundles;
using Graft.Data;
using Graft.Data.Texts;
using Graft.Features;
using Graft.Graphs;
using Graft.Hub;
using Graft.Training.Heads;
using Graft.Training.Probe;

namespace Graft.Training.Photos;

/// <summary>Photos that are listed and shared out, and the backbone that will see them: what every run begins with.</summary>
/// <param name="Examples">All photos.</param>
/// <param name="Parts">What each serves for.</param>
/// <param name="Backbone">The pretrained network.</param>
internal sealed record PreparedPhotos(ExampleSet Examples, Part[] Parts, Backbone Backbone)
{
    /// <summary>Whether choices may be made on validation: photos that the data bring without a test beside them are the only fair score, unless the user says so.</summary>
    public bool MayChoose(Recipe recipe) => Parts.Contains(Part.Validation) && (Parts.Contains(Part.Test) || recipe.ChooseOn is not null);

    /// <summary>What a recipe says of the data.</summary>
    public static PhotoDataOptions OptionsOf(Recipe recipe) => new() { Label = recipe.Label, Task = recipe.Task is string task ? TextTasks.Parse(task) : null };

    /// <summary>Lists, shares out, and loads the backbone.</summary>
    public static PreparedPhotos Open(Recipe recipe, HubOptions hub, Stopclock clock)
    {
        ExampleSet examples = ExampleSets.Open(recipe.Data, OptionsOf(recipe));
        ExampleSets.RequireLearnable(examples);
        Part[] parts = Partition.Of(examples, PartitionShares.Parse(recipe.Partition), recipe.Seed);
        return new(examples, parts, clock.Time("backbone", () => BackboneLoader.Load(recipe.Backbone, hub, recipe.Cut)));
    }

    /// <summary>Runs the backbone over all photos.</summary>
    public FeatureSet Features(HubOptions hub, Stopclock clock, IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        using FeatureExtractor extractor = new(Backbone, hub.HomeFolder);
        return clock.Time("features", () => extractor.Compute([.. Examples.Examples.Select(e => e.Path)], progress, cancel)).ToSet(Backbone.FeatureCount);
    }

    /// <summary>Puts a head behind the backbone: 'logits', and 'probabilities' as the output.</summary>
    public Graph Attach(FittedProbe probe) => Attach(LinearHead.Build(probe.Weight, probe.Bias, Backbone.Graph.Opsets));

    /// <summary>Puts a head behind the backbone: 'probabilities' of labels, or 'score' for numbers, as the output.</summary>
    public Graph Attach(FittedHead head) => Attach(head.Build(Backbone.Graph.Opsets));

    /// <summary>Puts a head of zeros behind the backbone, where only its shape matters.</summary>
    public Graph AttachEmpty() => Attach(LinearHead.Build(new float[Examples.Outputs * Backbone.FeatureCount], new float[Examples.Outputs], Backbone.Graph.Opsets, Examples.Task switch
    {
        TextTask.MultiLabel => LinearAnswer.Labels,
        TextTask.Regression => LinearAnswer.Number,
        _ => LinearAnswer.OneClass,
    }));

    /// <summary>Labels, or what the numbers are called, in the order of a model's outputs.</summary>
    public IReadOnlyList<string> Names => Examples.Task == TextTask.Regression ? Examples.Targets : Examples.Classes;

    private Graph Attach(Graph head)
    {
        Graph model = Backbone.Graph.Append(head, "attach head", new Dictionary<string, string> { ["features"] = Backbone.FeatureTensor });
        return model with
        {
            Name = "graft",
            Metadata = model.Metadata.SetItems(new Dictionary<string, string>
            {
                [ModelNotes.Labels] = JsonSerializer.Serialize(Examples.Classes),
                [ModelNotes.Preprocessing] = Backbone.Preprocessing.ToJson(),
                [ModelNotes.Backbone] = Backbone.Origin.Address,
                [ModelNotes.Licence] = Backbone.Origin.Licence ?? "unknown",
            }).SetItems(Asked()),
        };
    }

    /// <summary>What the model is asked, where that is not one class.</summary>
    private Dictionary<string, string> Asked() => Examples.Task switch
    {
        TextTask.Classification => [],
        TextTask.MultiLabel => new() { [ModelNotes.Task] = Examples.Task.Name() },
        _ => new() { [ModelNotes.Task] = Examples.Task.Name(), [ModelNotes.Targets] = JsonSerializer.Serialize(Examples.Targets) },
    };
}
