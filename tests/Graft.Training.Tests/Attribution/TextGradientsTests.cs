using System.Text.Json;
using Graft.Architectures.Text;
using Graft.Checkpoints;
using Graft.Graphs;
using Graft.Tests;
using Graft.Training.Attribution;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Attribution;

public class TextGradientsTests
{
    private const string Config = """
        {"model_type": "bert", "architectures": ["BertForSequenceClassification"], "vocab_size": 40, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32,
         "max_position_embeddings": POSITIONS, "type_vocab_size": 2, "layer_norm_eps": 1e-12, "hidden_act": "gelu", "id2label": {"0": "a", "1": "b", "2": "c"}}
        """;

    [SharedFact(AttributionFixture.File)]
    public void OfTokens_SmallBert_AreThoseOfCaptum()
    {
        Graph model = Bert();
        foreach (JsonElement text in AttributionFixture.Expected.GetProperty("bert").EnumerateArray())
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor Ids(string name) => tensor([.. text.GetProperty(name).Values().Select(v => (long)v)]).unsqueeze(0);
            Dictionary<string, Tensor> inputs = new() { ["input_ids"] = Ids("input_ids"), ["attention_mask"] = Ids("attention_mask"), ["token_type_ids"] = zeros_like(Ids("input_ids")) };
            foreach (JsonElement one in text.GetProperty("methods").EnumerateArray())
            {
                (string method, int steps) = (one.GetProperty("method").GetString()!, text.GetProperty("steps").GetInt32());
                (float[] found, double delta) = TextGradients.OfTokens(model, inputs, Ids("reference_ids"), text.GetProperty("target").GetInt32(), method == "gausslegendre" ? Quadrature.GaussLegendre(steps) : Quadrature.Middle(steps));
                AttributionFixture.ShouldBeMap(found, one.GetProperty("token_attributions").Values(), method);
                delta.ShouldBe(one.GetProperty("convergence_delta").GetDouble(), 1e-5);
            }
        }
    }

    private static Graph Bert()
    {
        string folder = Directory.CreateTempSubdirectory("graft-bert-").FullName;
        try
        {
            Checkpoint weights = Checkpoint.Open(Shared.Path("fixtures/training/attribution_bert.safetensors"));
            string positions = weights.Tensors["bert.embeddings.position_embeddings.weight"].Shape[0].ToString(System.Globalization.CultureInfo.InvariantCulture);
            File.WriteAllText(Path.Combine(folder, "config.json"), Config.Replace("POSITIONS", positions, StringComparison.Ordinal));
            Graph whole = WholeTextNetwork.Open(folder, weights).Graph;
            return whole.Between([.. whole.Inputs.Select(i => i.Name)], ["logits"]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
