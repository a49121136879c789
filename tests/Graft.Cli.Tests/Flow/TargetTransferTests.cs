using System.Text.Json.Nodes;
using Graft.Bundles;
using Graft.Data;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Graphs;
using Graft.Hub;
using Graft.Inference;
using Graft.Tests;
using Graft.Training;
using Graft.Training.Loop;
using Graft.Training.Photos;
using Graft.Training.Policies;

namespace Graft.Cli.Tests.Flow;

/// <summary>The whole flow of photos with several labels or numbers; the backbone is SqueezeNet 1.1 with drawn weights.</summary>
public sealed class TargetTransferTests : IDisposable
{
    private static readonly Lazy<byte[]> Backbone = new(() => OnnxFile.ToBytes(DrawnNetwork.Build("squeezenet1_1")));
    private readonly TemporaryFolder _home = new();

    public TargetTransferTests()
    {
        File.WriteAllBytes(_home["backbone.onnx"], Backbone.Value);
        DrawnThings.Thing[] things = DrawnThings.Draw(_home["photos"], count: 64, seed: 3);
        File.WriteAllLines(_home["photos/things.csv"], things.Select(t => $"{t.File},{string.Join(';', t.Labels)},{t.Numbers}").Prepend("path,labels,size,grey"));
        File.WriteAllLines(_home["photos/things.jsonl"], things.Select(t => $$"""{"path": "{{t.File}}", "labels": [{{string.Join(", ", t.Labels.Select(l => $"\"{l}\""))}}], "size": {{t.Size}}.5}"""));
    }

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("photos/things.csv")]
    [InlineData("photos/things.jsonl")]
    public void Run_SeveralLabels_LeavesABundleThatAnswersAsItWasScored(string data)
    {
        TargetTransferResult result = Run("bundle", Recipe with { Data = _home[data] });
        MultilabelMetrics test = (MultilabelMetrics)result.Scores["test"];
        test.PerClass.Select(l => l.Label).ShouldBe(["red", "round"]);
        test.PerClass[0].F1.ShouldBeGreaterThan(0.9);
        result.Thresholds!.OnValidation.ShouldBeTrue();
        result.Scores["validation"].ChosenOn.ShouldBeTrue();
        test.PerClass.Select(l => l.Threshold).ShouldBe(result.Thresholds.Values);
        ((MultilabelMetrics)Again(data, new() { Task = TextTask.MultiLabel })).MicroF1.ShouldBe(test.MicroF1, 1e-6);
    }

    [Fact]
    public void Run_SeveralLabels_WithoutATest_ChoosesThresholdsOnTraining()
    {
        TargetTransferResult result = Run("bundle", Recipe with { Partition = "80/20/0" });
        result.Thresholds!.OnValidation.ShouldBeFalse();
        result.Thresholds.By.ShouldContain("cross-validation");
        result.Scores["validation"].ChosenOn.ShouldBeFalse();
    }

    [Fact]
    public void Run_Numbers_LeavesABundleThatAnswersAsItWasScored()
    {
        RegressionMetrics test = (RegressionMetrics)Run("bundle", Recipe with { Label = "size" }).Scores["test"];
        test.R2!.Value.ShouldBeGreaterThan(0.5);
        ((RegressionMetrics)Again("photos/things.csv", new() { Label = "size" })).Mae.ShouldBe(test.Mae, 1e-3);
    }

    [Fact]
    public void Run_SeveralNumbers_ScoresEach()
    {
        MultiRegressionMetrics test = (MultiRegressionMetrics)Run("bundle", Recipe with { Label = "size,grey" }).Scores["test"];
        test.PerTarget.Select(t => t.Target).ShouldBe(["size", "grey"]);
        test.PerTarget[1].R2!.Value.ShouldBeGreaterThan(0.8);
        using TargetPredictor predictor = TargetPredictor.Open(_home["bundle"]);
        predictor.Predict(_home["photos/000.png"]).Scores!.Keys.ShouldBe(["size", "grey"]);
    }

    [Theory]
    [InlineData("labels")]
    [InlineData("size,grey")]
    public void Run_LastStage_LearnsFromTheFittedHead(string label)
    {
        Recipe recipe = Recipe with { Label = label, Policy = new PolicyOptions { UnfreezeLast = 1 }, Training = new TrainingOptions { Epochs = 2, BatchSize = 16 } };
        TargetTransferResult result = Run("bundle", recipe);
        result.Tuning!.History.Count.ShouldBe(2);
        result.Tuning.History[1].TrainLoss.ShouldBeLessThan(result.Tuning.History[0].TrainLoss * 1.2);
        TaskMetrics again = Again("photos/things.csv", new() { Label = label });
        Measure(again).ShouldBe(Measure(result.Scores["test"]), 1e-2);
        Run("again", recipe);
        File.ReadAllBytes(_home["again/model.onnx"]).ShouldBe(File.ReadAllBytes(_home["bundle/model.onnx"]));
    }

    [Fact]
    public void Predictor_EqualsPlainOnnxRuntime()
    {
        Run("bundle", Recipe);
        using TargetPredictor predictor = TargetPredictor.Open(_home["bundle"]);
        using Predictor inner = Predictor.Open(_home["bundle"]);
        using OnnxSession plain = OnnxSession.Open(_home["bundle/model.onnx"]);
        float[] pixels = new float[inner.Preprocessing.Length];
        new Preprocessor(inner.Preprocessing).Load(_home["photos/001.png"], pixels);
        float[] expected = plain.Run(pixels, [1, .. inner.Preprocessing.Shape])[0].ToFloats();
        TargetPrediction found = predictor.Predict(_home["photos/001.png"]);
        predictor.Names.Select((n, k) => Math.Abs(found.Probabilities![n] - expected[k])).ShouldAllBe(d => d < 1e-4);
        found.Labels.ShouldBe(predictor.Names.Where((_, k) => expected[k] >= predictor.Thresholds![k]));
        Should.Throw<GraftException>(() => inner.Predict(_home["photos/001.png"])).Message.ShouldContain(nameof(TargetPredictor));
    }

    [Fact]
    public void CommandLine_TrainsPredictsAndEvaluates()
    {
        (int code, string output, string error) = Graft("train", _home["photos/things.csv"], "--task", "multi-label", "--backbone", _home["backbone.onnx"], "-o", _home["bundle"], "--json");
        code.ShouldBe(0, error);
        JsonNode.Parse(output)!["metrics"]!["test"]!["task"]!.GetValue<string>().ShouldBe("multilabel");
        (code, output, error) = Graft("predict", _home["bundle"], _home["photos/000.png"], "--json");
        code.ShouldBe(0, error);
        JsonNode.Parse(output)![0]!.AsObject().Select(p => p.Key).ShouldBe(["input", "labels", "probabilities"]);
        (code, output, error) = Graft("predict", _home["bundle"], _home["photos/000.png"], "--csv");
        output.Split('\n')[0].Trim().ShouldBe("file,labels,p(red),p(round)");
        (code, output, error) = Graft("evaluate", _home["bundle"], _home["photos/things.csv"], "--report", _home["page.html"], "--json");
        code.ShouldBe(0, error);
        File.Exists(_home["page.html"]).ShouldBeTrue();
        JsonNode.Parse(output)!["metrics"]!["things.csv"]!["count"]!.GetValue<int>().ShouldBe(64);
    }

    [Fact]
    public void Run_WhatIsForOneClass_IsRefused()
    {
        Should.Throw<GraftException>(() => Run("bundle", Recipe with { Folds = 5, LabelSmoothing = 0.1 })).Message.ShouldContain("folds, label smoothing");
        Should.Throw<GraftException>(() => Transfer.Run(Recipe, _home["bundle"], new HubOptions { Home = _home.Path })).Message.ShouldContain("multi_label");
    }

    private static double Measure(TaskMetrics metrics) => metrics is MultilabelMetrics labels ? labels.MicroF1 : ((MultiRegressionMetrics)metrics).Mae;

    private Recipe Recipe => new() { Data = _home["photos/things.csv"], Backbone = _home["backbone.onnx"] };

    private TargetTransferResult Run(string bundle, Recipe recipe) => TargetTransfer.Run(recipe, _home[bundle], new HubOptions { Home = _home.Path });

    private (int, string, string) Graft(params string[] arguments) => Repository.Run("Graft.Cli.dll", _home.Path, arguments);

    /// <summary>The bundle's own score of the test photos.</summary>
    private TaskMetrics Again(string data, PhotoDataOptions options)
    {
        ExampleSet set = ExampleSets.Open(_home[data], options);
        Part[] parts = Partition.Of(set, new(), 0);
        using TargetPredictor predictor = TargetPredictor.Open(_home["bundle"]);
        return TargetBundleEvaluation.Run(predictor, [.. set.Examples.Where((_, i) => parts[i] == Part.Test)]).Metrics;
    }
}
