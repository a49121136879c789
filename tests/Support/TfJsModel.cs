using System.Globalization;
using System.Text.Json;
using Graft.Graphs;

namespace Graft.Tests;

/// <summary>Writes small TensorFlow.js layers models.</summary>
internal static class TfJsModel
{
    /// <summary>A layer's entry with some settings ("units":2).</summary>
    public static string Layer(string kind, string name, string settings = "") => Entry(kind, $"\"name\":\"{name}\"{(settings.Length > 0 ? "," : "")}{settings}");

    /// <summary>A Sequential on inputs of this shape; -1 for a free size.</summary>
    public static string Sequential(int[] input, params string[] layers)
    {
        string shape = string.Join(',', input.Select(s => s < 0 ? "null" : s.ToString(CultureInfo.InvariantCulture)));
        string first = Entry("InputLayer", $"\"name\":\"x\",\"batch_input_shape\":[null,{shape}]");
        return Entry("Sequential", $"\"name\":\"model\",\"layers\":[{string.Join(',', layers.Prepend(first))}]");
    }

    /// <summary>An export of Teachable Machine: a model inside a model, whose answer follows from the mean colour alone, and its metadata.json.</summary>
    public static void WriteExport(string folder, int size, params string[] labels)
    {
        string trunk = Entry("Sequential", $"\"name\":\"sequential_1\",\"layers\":[{Entry("GlobalAveragePooling2D", $"\"name\":\"pool\",\"batch_input_shape\":[null,{size},{size},3]")}]");
        string top = Entry("Sequential", $"\"name\":\"sequential_3\",\"layers\":[{Layer("Dense", "dense", $"\"units\":{labels.Length},\"activation\":\"softmax\",\"use_bias\":false")}]");
        float[] kernel = new float[3 * labels.Length];
        for (int i = 0; i < Math.Min(3, labels.Length); i++) kernel[i * labels.Length + i] = 2;
        Write(folder, Entry("Sequential", $"\"name\":\"sequential_4\",\"layers\":[{trunk},{top}]"), ("dense/kernel", TensorData.Of(kernel, 3, labels.Length)));
        File.WriteAllText(Path.Combine(folder, "metadata.json"), Braced($"\"tmVersion\":\"2.4.7\",\"packageName\":\"@teachablemachine/image\",\"labels\":{JsonSerializer.Serialize(labels)},\"imageSize\":{size}"));
    }

    /// <summary>Writes model.json and one shard.</summary>
    public static void Write(string folder, string topology, params (string Name, TensorData Value)[] weights)
    {
        string list = string.Join(',', weights.Select(w => Braced($"\"name\":\"{w.Name}\",\"shape\":{JsonSerializer.Serialize(w.Value.Shape)},\"dtype\":\"{(w.Value.Type == ElementType.Int32 ? "int32" : "float32")}\"")));
        string manifest = Braced($"\"paths\":[\"weights.bin\"],\"weights\":[{list}]");
        File.WriteAllText(Path.Combine(folder, "model.json"), Braced($"\"format\":\"layers-model\",\"modelTopology\":{topology},\"weightsManifest\":[{manifest}]"));
        File.WriteAllBytes(Path.Combine(folder, "weights.bin"), [.. weights.SelectMany(w => w.Value.Bytes.ToArray())]);
    }

    private static string Entry(string kind, string config) => Braced($"\"class_name\":\"{kind}\",\"config\":{Braced(config)}");

    private static string Braced(string content) => "{" + content + "}";
}
