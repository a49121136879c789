using Graft.Backbones;
using Graft.Data.Texts;
using Graft.Graphs;
using Graft.Text;
using Graft.Training.Heads;
using Graft.Training.Texts.Baselines;

namespace Graft.Training.Texts;

/// <summary>Graphs of whole models: an encoder with what makes an answer of its hidden states.</summary>
internal static class TextModels
{
    private const string Pooler = "pooler";

    /// <summary>The encoder up to one vector per text: pooled as the recipe says, or as the publisher does; 'pooler' is the layer that BERT was pretrained with.</summary>
    public static Graph Pooled(TextBackbone backbone, Recipe recipe)
    {
        Graph encoder = backbone.Encoder;
        string[] inputs = [.. encoder.Inputs.Select(i => i.Name)];
        if (recipe.Pooling == Pooler)
            return encoder.Between(inputs, [encoder.Stages.FirstOrDefault(s => s.Name == Pooler)?.Tensor ?? throw new GraftException($"{backbone.Name} has no pooler. Pool by mean, cls or max.")]);
        Pooling pooling = recipe.Pooling is string named ? PoolingNames.Parse(named) : backbone.Pooling with { Normalize = false }; // a head finds its own scale
        Graph pooled = pooling.Append(encoder);
        return pooled.Between(inputs, [pooled.Outputs[0].Name]); // a pooler that nobody reads is left out
    }

    /// <summary>The encoder up to one vector of length 1 per text, whose products with others are cosines.</summary>
    public static Graph Embedding(TextBackbone backbone, Recipe recipe)
    {
        if (recipe.Pooling == Pooler || recipe.Head is not null) throw new GraftException($"Embeddings are pooled hidden states (mean, cls or max), got {(recipe.Head is string head ? $"the head '{head}'" : "the pooler")}.");
        Pooling pooling = (recipe.Pooling is string named ? PoolingNames.Parse(named) : backbone.Pooling) with { Normalize = true };
        Graph pooled = pooling.Append(backbone.Encoder);
        return pooled.Between([.. backbone.Encoder.Inputs.Select(i => i.Name)], [Pooling.Output]);
    }

    /// <summary>The encoder with drawn new layers: those that the recipe names, on the tokens; else a linear one on the pooled vector, or on each token for tagging.</summary>
    public static Graph ToTrain(TextBackbone backbone, Recipe recipe, TextSet set)
    {
        bool tags = set.Task == TextTask.Tagging;
        Graph below = tags || recipe.Head is not null ? Tokens(backbone) : Pooled(backbone, recipe);
        int outputs = set.Task == TextTask.Regression ? 1 : set.Classes.Count;
        Graph model = HeadNames.Create(recipe.Head ?? "linear", new() { Dropout = recipe.Dropout, Width = recipe.Baseline is null ? null : Baseline.Width }, tokens: tags).Append(below, outputs, recipe.Seed);
        Graph answering = model.Append(Answer(model, set.Task), "answer");
        return model.Outputs.Any(o => o.Name == Crf.Tags) ? answering with { Outputs = [.. answering.Outputs, answering.Find(Crf.Tags)!] } : answering;
    }

    private static Graph Tokens(TextBackbone backbone)
    {
        Graph encoder = backbone.Encoder;
        string hidden = encoder.Outputs.FirstOrDefault(o => o.Shape?.Count == 3)?.Name ?? throw new GraftException($"{backbone.Name}: expected hidden states (batch, sequence, width), found {string.Join(", ", encoder.Outputs)}.");
        return encoder.Between([.. encoder.Inputs.Select(i => i.Name)], [hidden]);
    }

    private static Graph Answer(Graph model, TextTask task)
    {
        ValueInfo logits = model.Find(Head.Logits)!;
        GraphBuilder builder = new("answer");
        Wire x = builder.Input(Head.Logits, logits.Type, [.. logits.Shape!]);
        Wire answer = task switch
        {
            TextTask.Regression => builder.Node("Identity", "answer", [x], x.Shape),
            TextTask.MultiLabel => builder.Node("Sigmoid", "answer", [x], x.Shape),
            _ => builder.Node("Softmax", "answer", [x], x.Shape, x.Type, ("axis", -1L)),
        };
        return builder.ToGraph((task == TextTask.Regression ? LinearHead.Score : LinearHead.Output, answer)) with { Opsets = model.Opsets };
    }
}
