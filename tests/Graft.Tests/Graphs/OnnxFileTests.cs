using Graft.Architectures;
using Graft.Graphs;

namespace Graft.Tests.Graphs;

public class OnnxFileTests
{
    private static readonly Lazy<Graph> Network = new(() => DrawnNetwork.Build("squeezenet1_1"));

    [Fact]
    public void Write_Twice_GivesTheSameBytes() => OnnxFile.ToBytes(Network.Value).ShouldBe(OnnxFile.ToBytes(Network.Value));

    [Fact]
    public void Read_WhatWasWritten_IsTheSameGraph()
    {
        byte[] bytes = OnnxFile.ToBytes(Network.Value);
        Graph read = OnnxFile.Read(bytes, "net.onnx");
        read.Nodes.Select(n => (n.OpType, n.Name, string.Join(',', n.Inputs), string.Join(',', n.Outputs))).ShouldBe(Network.Value.Nodes.Select(n => (n.OpType, n.Name, string.Join(',', n.Inputs), string.Join(',', n.Outputs))));
        read.Stages.ShouldBe(Network.Value.Stages);
        read.Metadata.ShouldBe(Network.Value.Metadata);
        foreach ((string name, TensorData data) in Network.Value.Initializers) read.Initializers[name].Bytes.Span.SequenceEqual(data.Bytes.Span).ShouldBeTrue(name);
        OnnxFile.ToBytes(read with { Name = Network.Value.Name }).ShouldBe(bytes);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("this is no model at all, but some text", "expected an ONNX model")]
    public void Read_NoModel_IsRefusedByName(string content, string expected)
    {
        GraftException error = Should.Throw<GraftException>(() => OnnxFile.Read(System.Text.Encoding.UTF8.GetBytes(content), "notes.onnx"));
        error.Message.ShouldStartWith("notes.onnx");
        error.Message.ShouldContain(expected);
    }

    [Fact]
    public void Read_CutShort_IsRefused()
    {
        byte[] bytes = OnnxFile.ToBytes(Network.Value);
        foreach (int length in new[] { 1, 100, bytes.Length / 2, bytes.Length - 1 })
            Should.Throw<GraftException>(() => OnnxFile.Read(bytes.AsMemory(0, length), "short.onnx"));
    }

    [Fact]
    public void Write_ParameterWithoutValues_NamesIt() =>
        Should.Throw<GraftException>(() => OnnxFile.ToBytes(Architecture.Get("squeezenet1_1").Build())).Message.ShouldContain("'features.0.weight'");

    [Fact]
    public void Check_ReadsWhatNothingMakes_NamesNodeAndTensor()
    {
        Graph broken = Network.Value with { Nodes = Network.Value.Nodes.SetItem(1, new Node("Relu", ["nowhere"], [Network.Value.Nodes[1].Outputs[0]], "lost")) };
        string message = Should.Throw<GraftException>(() => GraphChecker.Check(broken)).Message;
        message.ShouldContain("node 'lost' (Relu): reads 'nowhere', which no node before it makes");
    }
}
