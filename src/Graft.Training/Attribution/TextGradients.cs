using Graft.Attribution;
using Graft.Bundles;
using Graft.Data.Texts;
using Graft.Graphs;
using Graft.Text;
using Graft.Training.Execution;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Attribution;

/// <summary>Explains what a bundle says of texts by integrated gradients over the word embeddings, in libtorch.</summary>
public static class TextGradients
{
    /// <summary>The name of the method.</summary>
    public const string Method = "integrated-gradients";

    private const string Ids = "input_ids";
    private const int Steps = 50;

    /// <summary>Explains one text, or a pair; of a text that is read in windows, the first. The way begins at the same special tokens with padding between them.</summary>
    /// <param name="model">The bundle's model.onnx.</param>
    /// <param name="predictor">The same bundle.</param>
    /// <param name="text">The text.</param>
    /// <param name="pair">The second text, where the model wants pairs.</param>
    /// <param name="label">What to explain; null for the predicted label.</param>
    /// <exception cref="GraftException">An unknown label, a model that tags words or compares texts, an operator that libtorch can't run, or a network that does not begin with embeddings of tokens.</exception>
    public static TextAttribution Explain(Graph model, TextPredictor predictor, string text, string? pair = null, string? label = null)
    {
        if (predictor.Task == TextTask.Similarity) throw new GraftException($"Integrated gradients explain one answer of one network, and a similarity compares two. Use {TextOcclusion.Method}.");
        predictor.RequireShape(text, pair);
        IReadOnlyList<EncodedText> encoded = predictor.Runner.Encode(new(text, pair));
        TextTarget target = TextTarget.Of(predictor.Task, predictor.Labels, predictor.Runner.Run([encoded], CancellationToken.None)[0], label);
        Encoding encoding = encoded[0].Windows[0];
        using DisposeScope scope = NewDisposeScope();
        IReadOnlyDictionary<string, TensorData> tensors = predictor.Runner.Preprocessor.Tensors([encoding]);
        Dictionary<string, Tensor> inputs = model.Inputs.ToDictionary(i => i.Name, i => TensorMemory.Copy(tensors[i.Name]), StringComparer.Ordinal);
        int pad = predictor.Preprocessing.PadId;
        Tensor reference = tensor([.. encoding.Ids.Select((id, i) => encoding.SpecialTokensMask[i] == 1 ? id : (long)pad)], [1, encoding.Length]);
        float[] values = OfTokens(model, inputs, reference, target.Index, Quadrature.GaussLegendre(Steps)).Values;
        return new(text, pair, target.Label, target.Probability, Method, [.. Tokens(encoding, text, pair, values)]);
    }

    /// <summary>Each token's share in a logit, and how far their sum is from the difference of the logits.</summary>
    /// <param name="model">Token ids in, logits or their softmax out.</param>
    /// <param name="inputs">Of one text.</param>
    /// <param name="reference">Ids where the way begins: (1, sequence).</param>
    /// <param name="target">Which logit.</param>
    /// <param name="steps">Where on the way gradients are taken.</param>
    internal static (float[] Values, double Delta) OfTokens(Graph model, IReadOnlyDictionary<string, Tensor> inputs, Tensor reference, int target, Quadrature steps)
    {
        using DisposeScope scope = NewDisposeScope();
        using GraphGradients gradients = new(model, WordEmbeddings(model), Logits.Of(model));
        Tensor value = gradients.Value(inputs), baseline = gradients.Value(new Dictionary<string, Tensor>(inputs, StringComparer.Ordinal) { [Ids] = reference });    // (1, sequence, width)
        (Tensor found, double delta) = GradientMaps.IntegratedGradients(gradients, value, baseline, inputs, target, steps);
        return (found.sum([2]).contiguous().data<float>().ToArray(), delta);
    }

    private static IEnumerable<AttributedToken> Tokens(Encoding encoding, string text, string? pair, float[] values)
    {
        for (int i = 0; i < encoding.Length; i++)
            if (encoding.SequenceIds[i] is int sequence && encoding.Offsets[i] is var at)
                yield return new((sequence == 0 ? text : pair!)[at.Start..at.End], at.Start, at.End, sequence, values[i]);
    }

    /// <summary>What the first look-up by token ids puts out; the ids may have been converted before.</summary>
    private static string WordEmbeddings(Graph model)
    {
        HashSet<string> ids = [Ids];
        foreach (Node node in model.Nodes)
        {
            if (node.OpType is "Cast" or "Identity" && ids.Contains(node.Inputs[0])) ids.Add(node.Outputs[0]);
            if (node.OpType == "Gather" && ids.Contains(node.Inputs[1])) return node.Outputs[0];
        }
        throw new GraftException($"{model.Name}: found no embeddings that are looked up by '{Ids}'. Use {TextOcclusion.Method}, which works for any model.");
    }
}
