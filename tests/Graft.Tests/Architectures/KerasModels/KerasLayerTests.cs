using Graft.Architectures.KerasModels;
using Graft.Graphs;
using Graft.Inference;
using Graft.Tests.Checkpoints;

namespace Graft.Tests.Architectures.KerasModels;

/// <summary>Layers one by one, against Keras' formulas written out.</summary>
public class KerasLayerTests
{
    private const int Steps = 4, Inputs = 3, Units = 2;

    [Theory, InlineData(false), InlineData(true)]
    public void Open_Lstm_IsKerasFormula(bool sequences)
    {
        TensorData[] w = Weights(4);
        double[][] expected = Lstm(Sample(), w);
        Check("LSTM", sequences, w, sequences ? [.. expected.SelectMany(e => e)] : expected[^1]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Open_Gru_IsKerasFormula(bool resetsAfter)
    {
        TensorData[] w = Weights(3, resetsAfter ? 2 : 1);
        Check("GRU", false, w, Gru(Sample(), w, resetsAfter)[^1], $"\"reset_after\":{(resetsAfter ? "true" : "false")}");
    }

    [Fact]
    public void Open_Bidirectional_JoinsBothDirections()
    {
        TensorData[] forward = Weights(4), backward = Weights(4, seed: "back");
        float[][] x = Sample();
        double[] expected = [.. Lstm(x, forward)[^1], .. Lstm([.. x.Reverse()], backward)[^1]];
        string inner = TfJsModel.Layer("LSTM", "lstm", $"\"units\":{Units}");
        Run(TfJsModel.Layer("Bidirectional", "both", $"\"merge_mode\":\"concat\",\"layer\":{inner}"), [Steps, Inputs], Flat(x),
            [.. Named("both/forward_lstm", forward), .. Named("both/backward_lstm", backward)]).ShouldBeNear(expected);
    }

    [Fact]
    public void Open_CausalConvolution_SeesNothingLater()
    {
        float[] kernel = [1, 10, 100];
        float[] found = Run(TfJsModel.Layer("Conv1D", "c", "\"filters\":1,\"kernel_size\":[3],\"padding\":\"causal\",\"use_bias\":false"), [4, 1], [1, 2, 3, 4], ("c/kernel", TensorData.Of(kernel, 3, 1, 1)));
        found.ShouldBe([100, 210, 321, 432]);
    }

    [Fact]
    public void Open_SamePaddingWithStride_PadsAfter()
    {
        // 4 wide, window 3, step 2: one column behind, none before.
        float[] found = Run(TfJsModel.Layer("Conv1D", "c", "\"filters\":1,\"kernel_size\":3,\"strides\":2,\"padding\":\"same\",\"use_bias\":false"), [4, 1], [1, 2, 3, 4], ("c/kernel", TensorData.Of([1f, 10f, 100f], 3, 1, 1)));
        found.ShouldBe([321, 43]);
    }

    [Fact]
    public void Open_DepthMultiplier_KeepsKerasOrderOfChannels()
    {
        // Two channels, two filters each: outputs are c0m0, c0m1, c1m0, c1m1.
        float[] found = Run(TfJsModel.Layer("DepthwiseConv2D", "d", "\"kernel_size\":[1,1],\"depth_multiplier\":2,\"use_bias\":false"), [1, 1, 2], [1, 10], ("d/depthwise_kernel", TensorData.Of([1f, 2f, 3f, 4f], 1, 1, 2, 2)));
        found.ShouldBe([1, 2, 30, 40]);
    }

    [Fact]
    public void Open_FlattenAfterConvolution_CountsChannelsLast()
    {
        string[] layers = [TfJsModel.Layer("Conv2D", "c", "\"filters\":2,\"kernel_size\":[1,1],\"use_bias\":false"), TfJsModel.Layer("Flatten", "f")];
        float[] found = Run(layers, [1, 2, 1], [1, 2], ("c/kernel", TensorData.Of([1f, 10f], 1, 1, 1, 2)));
        found.ShouldBe([1, 10, 2, 20]);
    }

    [Theory]
    [InlineData("MaxPooling2D", "\"pool_size\":[2,2],\"padding\":\"same\"", new float[] { 5, 6, 8, 9 })]
    [InlineData("AveragePooling2D", "\"pool_size\":[2,2],\"padding\":\"same\"", new float[] { 3, 4.5f, 7.5f, 9 })]
    [InlineData("GlobalAveragePooling2D", "", new float[] { 5 })]
    [InlineData("GlobalMaxPooling2D", "", new float[] { 9 })]
    [InlineData("Cropping2D", "\"cropping\":[[1,0],[0,2]]", new float[] { 4, 7 })]
    [InlineData("ZeroPadding2D", "\"padding\":[[1,0],[0,0]]", new float[] { 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    [InlineData("Rescaling", "\"scale\":0.5,\"offset\":-1", new float[] { -0.5f, 0, 0.5f, 1, 1.5f, 2, 2.5f, 3, 3.5f })]
    [InlineData("Normalization", "\"mean\":5,\"variance\":4", new float[] { -2, -1.5f, -1, -0.5f, 0, 0.5f, 1, 1.5f, 2 })]
    [InlineData("Reshape", "\"target_shape\":[9]", new float[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    [InlineData("Permute", "\"dims\":[2,1,3]", new float[] { 1, 4, 7, 2, 5, 8, 3, 6, 9 })]
    [InlineData("Dropout", "\"rate\":0.5", new float[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    [InlineData("ReLU", "\"max_value\":6", new float[] { 1, 2, 3, 4, 5, 6, 6, 6, 6 })]
    [InlineData("Activation", "\"activation\":\"linear\"", new float[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    public void Open_LayerWithoutWeights_ComputesWhatKerasDoes(string kind, string settings, float[] expected) =>
        Run(TfJsModel.Layer(kind, "layer", settings), [3, 3, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9]).ShouldBe(expected);

    [Theory]
    [InlineData("[[[\"x\",0,0,{\"y\":127.5,\"name\":null}]]]", "[[[\"half\",0,0,{\"y\":1.0}]]]", "TFOpLambda", "\"function\":\"math.truediv\"", "TFOpLambda", "\"function\":\"math.subtract\"")]
    [InlineData("[{\"args\":[T(x),127.5],\"kwargs\":{}}]", "[{\"args\":[T(half),1.0],\"kwargs\":{}}]", "TrueDivide", "", "Subtract", "")]
    public void Open_PreprocessInputInTheModel_IsArithmetic(string firstCall, string secondCall, string firstKind, string firstSettings, string secondKind, string secondSettings)
    {
        string layers = string.Join(',', Placed("InputLayer", "x", "\"batch_input_shape\":[null,2]", "[]"), Placed(firstKind, "half", firstSettings, Tensors(firstCall)), Placed(secondKind, "one", secondSettings, Tensors(secondCall)));
        using TemporaryFolder folder = new();
        TfJsModel.Write(folder.Root, $"{{\"class_name\":\"Functional\",\"config\":{{\"name\":\"m\",\"layers\":[{layers}],\"input_layers\":[[\"x\",0,0]],\"output_layers\":[[\"one\",0,0]]}}}}");
        using OnnxSession session = new(KerasModel.Open(folder.Root), threads: 1);
        session.Run(new float[] { 0, 255 }, 1, 2)[0].ToFloats().ShouldBe([-1, 1]);
    }

    /// <summary>T(x) as Keras 3 writes a tensor.</summary>
    private static string Tensors(string call) => System.Text.RegularExpressions.Regex.Replace(call, @"T\((\w+)\)", "{\"class_name\":\"__keras_tensor__\",\"config\":{\"keras_history\":[\"$1\",0,0]}}");

    private static string Placed(string kind, string name, string settings, string calls) =>
        $"{{\"class_name\":\"{kind}\",\"name\":\"{name}\",\"config\":{{\"name\":\"{name}\"{(settings.Length > 0 ? "," : "")}{settings}}},\"inbound_nodes\":{calls}}}";

    /// <summary>Keras' conv2d_transpose by its definition: each input adds its kernel at its step; "same" then crops what is over, the smaller half before.</summary>
    [Theory, InlineData("valid", 2, 3), InlineData("same", 2, 3), InlineData("same", 2, 2), InlineData("same", 3, 2), InlineData("valid", 3, 2), InlineData("same", 1, 3)]
    public void Open_TransposedConvolution_IsKerasDefinition(string padding, int stride, int window)
    {
        const int size = 3;
        TensorData kernel = SyntheticWeights.Tensor("kernel", [window, window, 2, 1], 1, 0);
        float[] k = kernel.ToFloats(), x = SyntheticWeights.Tensor("x", [size, size, 1], 1, 0).ToFloats();
        int full = (size - 1) * stride + Math.Max(window, stride), wanted = padding == "same" ? size * stride : full, before = padding == "same" ? Math.Max(0, window - stride) / 2 : 0;
        double[] expected = new double[wanted * wanted * 2];
        for (int i = 0; i < size * size * window * window * 2; i++)
        {
            int o = i % 2, b = i / 2 % window, a = i / 2 / window % window, at = i / 2 / window / window, row = at / size * stride + a - before, column = at % size * stride + b - before;
            if (row >= 0 && row < wanted && column >= 0 && column < wanted) expected[(row * wanted + column) * 2 + o] += x[at] * k[(a * window + b) * 2 + o];
        }
        Run(TfJsModel.Layer("Conv2DTranspose", "up", $"\"filters\":2,\"kernel_size\":{window},\"strides\":{stride},\"padding\":\"{padding}\",\"use_bias\":false"), [size, size, 1], x, ("up/kernel", kernel)).ShouldBeNear(expected);
    }

    [Theory]
    [InlineData("Embedding", "\"input_dim\":3,\"output_dim\":2,\"mask_zero\":true", "mask_zero")]
    [InlineData("Masking", "\"mask_value\":0.0", "Masking ('layer')")]
    [InlineData("LSTM", "\"units\":2,\"stateful\":true", "states that go in or out are not built")]
    [InlineData("GRU", "\"units\":2,\"return_state\":true", "states that go in or out are not built")]
    [InlineData("LSTM", "\"units\":2,\"time_major\":true", "time comes before the batch")]
    [InlineData("Conv2DTranspose", "\"filters\":2,\"kernel_size\":3,\"output_padding\":1", "output_padding")]
    public void Open_WhatWouldComputeSomethingElse_IsRefused(string kind, string settings, string expected) => Refusal([4, 3, 1], TfJsModel.Layer(kind, "layer", settings)).ShouldContain(expected);

    [Theory]
    [InlineData("[[[\"x\",0,0,{}],[\"h\",0,0,{}],[\"c\",0,0,{}]]]", "3 tensors come in")]
    [InlineData("[[[\"x\",0,0,{\"initial_state\":[[\"h\",0,0],[\"c\",0,0]]}]]]", "given tensors as initial_state")]
    [InlineData("[{\"args\":[T(x)],\"kwargs\":{\"training\":false,\"initial_state\":[T(h),T(c)]}}]", "given tensors as initial_state")]
    [InlineData("[{\"args\":[T(x)],\"kwargs\":{\"mask\":T(h)}}]", "given tensors as mask")]
    public void Open_RecurrenceWithStatesOrMaskGiven_IsRefused(string call, string expected)
    {
        string layers = string.Join(',', Placed("InputLayer", "x", "\"batch_input_shape\":[null,4,3]", "[]"), Placed("InputLayer", "h", "\"batch_input_shape\":[null,2]", "[]"),
            Placed("InputLayer", "c", "\"batch_input_shape\":[null,2]", "[]"), Placed("LSTM", "lstm", "\"units\":2", Tensors(call)));
        using TemporaryFolder folder = new();
        TfJsModel.Write(folder.Root, $"{{\"class_name\":\"Functional\",\"config\":{{\"name\":\"m\",\"layers\":[{layers}],\"input_layers\":[[\"x\",0,0],[\"h\",0,0],[\"c\",0,0]],\"output_layers\":[[\"lstm\",0,0]]}}}}", Named("lstm/cell", Weights(4)));
        Should.Throw<GraftException>(() => KerasModel.Open(folder.Root)).Message.ShouldContain(expected);
    }

    [Fact]
    public void Open_Embedding_TakesWholeNumbers()
    {
        float[] found = Run(TfJsModel.Layer("Embedding", "e", "\"input_dim\":3,\"output_dim\":2"), [2], [2, 0], ("e/embeddings", TensorData.Of([1f, 2f, 3f, 4f, 5f, 6f], 3, 2)));
        found.ShouldBe([5, 6, 1, 2]);
    }

    [Theory, InlineData("MaxPooling2D", 0f), InlineData("AveragePooling2D", -1f)]
    public void Open_PaddingBeforePooling_IsRealZeros(string pooling, float expected)
    {
        string[] layers = [TfJsModel.Layer("ZeroPadding2D", "pad", "\"padding\":1"), TfJsModel.Layer(pooling, "pool", "\"pool_size\":[3,3],\"strides\":[1,1]")];
        Run(layers, [1, 1, 1], [-9]).ShouldBe([expected]);
    }

    [Fact]
    public void Open_LayerNormalization_IsOverTheLastAxis()
    {
        float[] found = Run(TfJsModel.Layer("LayerNormalization", "n", "\"epsilon\":0.0"), [2], [1, 3], ("n/gamma", TensorData.Of([2f, 2f], 2)), ("n/beta", TensorData.Of([1f, 1f], 2)));
        found.ShouldBeNear([-1, 3]);
    }

    private static void Check(string kind, bool sequences, TensorData[] weights, double[] expected, string settings = "")
    {
        string all = $"\"units\":{Units},\"return_sequences\":{(sequences ? "true" : "false")}{(settings.Length > 0 ? "," : "")}{settings}";
        Run(TfJsModel.Layer(kind, "rnn", all), [Steps, Inputs], Flat(Sample()), Named("rnn/cell", weights)).ShouldBeNear(expected);
    }

    private static float[] Run(string layer, int[] shape, float[] input, params (string, TensorData)[] weights) => Run([layer], shape, input, weights);

    private static string Refusal(int[] shape, string layer)
    {
        using TemporaryFolder folder = new();
        TfJsModel.Write(folder.Root, TfJsModel.Sequential(shape, layer));
        return Should.Throw<GraftException>(() => KerasModel.Open(folder.Root)).Message;
    }

    private static float[] Run(string[] layers, int[] shape, float[] input, params (string, TensorData)[] weights)
    {
        using TemporaryFolder folder = new();
        TfJsModel.Write(folder.Root, TfJsModel.Sequential(shape, layers), weights);
        Graph graph = KerasModel.Open(folder.Root);
        GraphChecker.Check(graph);
        using OnnxSession session = new(graph, threads: 1);
        return session.Run(input, [1, .. shape.Select(s => (long)s)])[0].ToFloats();
    }

    private static (string, TensorData)[] Named(string owner, TensorData[] w) => [($"{owner}/kernel", w[0]), ($"{owner}/recurrent_kernel", w[1]), ($"{owner}/bias", w[2])];

    private static TensorData[] Weights(int gates, int biases = 1, string seed = "") =>
    [
        SyntheticWeights.Tensor($"{seed}kernel", [Inputs, gates * Units], 1, 0), SyntheticWeights.Tensor($"{seed}recurrent", [Units, gates * Units], 1, 0),
        SyntheticWeights.Tensor($"{seed}bias", biases == 1 ? [gates * Units] : [2, gates * Units], 0.5, 0),
    ];

    private static float[][] Sample() => [.. SyntheticWeights.Tensor("sample", [Steps, Inputs], 1, 0).ToFloats().Chunk(Inputs)];

    private static float[] Flat(float[][] x) => [.. x.SelectMany(r => r)];

    /// <summary>Gates i, f, c, o.</summary>
    private static double[][] Lstm(float[][] x, TensorData[] w)
    {
        double[] h = new double[Units], c = new double[Units];
        List<double[]> all = [];
        foreach (float[] step in x)
        {
            double[] z = [.. Sum(Product(step, w[0]), Product(h, w[1])).Zip(w[2].ToFloats(), (a, b) => a + b)];
            double[] next = new double[Units];
            for (int u = 0; u < Units; u++)
            {
                c[u] = Sigmoid(z[Units + u]) * c[u] + Sigmoid(z[u]) * Math.Tanh(z[2 * Units + u]);
                next[u] = Sigmoid(z[3 * Units + u]) * Math.Tanh(c[u]);
            }
            all.Add(h = next);
        }
        return [.. all];
    }

    /// <summary>Gates z, r, h.</summary>
    private static double[][] Gru(float[][] x, TensorData[] w, bool resetsAfter)
    {
        double[] h = new double[Units];
        float[] bias = w[2].ToFloats(), second = resetsAfter ? bias[(3 * Units)..] : new float[3 * Units];
        List<double[]> all = [];
        foreach (float[] step in x)
        {
            double[] a = Product(step, w[0]), b = Product(h, w[1]), next = new double[Units];
            double[] r = [.. Enumerable.Range(0, Units).Select(u => Sigmoid(a[Units + u] + bias[Units + u] + b[Units + u] + second[Units + u]))];
            double[] reset = Product([.. h.Zip(r, (v, g) => v * g)], w[1]);
            for (int u = 0; u < Units; u++)
            {
                double z = Sigmoid(a[u] + bias[u] + b[u] + second[u]);
                double inner = resetsAfter ? r[u] * (b[2 * Units + u] + second[2 * Units + u]) : reset[2 * Units + u];
                next[u] = z * h[u] + (1 - z) * Math.Tanh(a[2 * Units + u] + bias[2 * Units + u] + inner);
            }
            all.Add(h = next);
        }
        return [.. all];
    }

    private static double[] Product(float[] x, TensorData w) => Product([.. x.Select(v => (double)v)], w);

    private static double[] Product(double[] x, TensorData w)
    {
        float[] values = w.ToFloats();
        int columns = (int)w.Shape[1];
        return [.. Enumerable.Range(0, columns).Select(j => Enumerable.Range(0, x.Length).Sum(i => x[i] * values[i * columns + j]))];
    }

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}

/// <summary>Comparing with a formula in doubles.</summary>
internal static class Nearly
{
    public static void ShouldBeNear(this float[] found, double[] expected)
    {
        found.Length.ShouldBe(expected.Length);
        found.Zip(expected, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-5);
    }
}
