using Graft.Checkpoints;

namespace Graft.Tests.Checkpoints;

public class ShardIndexTests
{
    private const string Folder = "fixtures/safetensors";
    private const string Index = "model.safetensors.index.json";

    [SharedFact(Folder)]
    public void Open_TwoShards_HoldsEveryTensor() => ShardIndex.Open(Shared.Path($"{Folder}/sharded/{Index}"), SafetensorsReader.Open)
        .ShouldHold([.. Expected.Json($"{Folder}/expected.json").GetProperty($"sharded/{Index}").EnumerateObject().Select(t => Expected.Tensor(t.Name, t.Value))]);

    [SharedFact(Folder)]
    public void Open_ShardMissing_NamesIt()
    {
        using TemporaryFolder folder = Copy();
        File.Delete(folder.Path("model-00002-of-00002.safetensors"));
        Refusal(folder).ShouldContain("the file 'model-00002-of-00002.safetensors' that it names is missing");
    }

    [SharedFact(Folder)]
    public void Open_TensorInAnotherShard_IsRefused()
    {
        using TemporaryFolder folder = Copy();
        Edit(folder, text => text.Replace("\"embeddings.LayerNorm.bias\": \"model-00002", "\"embeddings.LayerNorm.bias\": \"model-00001"));
        Refusal(folder).ShouldContain("'embeddings.LayerNorm.bias' lies in 'model-00002-of-00002.safetensors', the index says 'model-00001-of-00002.safetensors'");
    }

    [SharedFact(Folder)]
    public void Open_TensorThatNoShardHas_IsRefused()
    {
        using TemporaryFolder folder = Copy();
        Edit(folder, text => text.Replace("embeddings.LayerNorm.bias", "embeddings.bias"));
        Refusal(folder).ShouldContain("tensor 'embeddings.LayerNorm.bias' of 'model-00002-of-00002.safetensors' is not in the index; tensor 'embeddings.bias' is not in");
    }

    [SharedTheory(Folder)]
    [InlineData("../model-00002-of-00002.safetensors"), InlineData("/etc/passwd"), InlineData(@"..\\x"), InlineData("C:x"), InlineData("")]
    public void Open_PathOutsideTheFolder_IsRefused(string name)
    {
        using TemporaryFolder folder = Copy();
        Edit(folder, text => text.Replace("model-00002-of-00002.safetensors", name));
        Refusal(folder).ShouldContain("which is no plain name of a file beside it");
    }

    [Theory]
    [InlineData("[]", "no object 'weight_map'"), InlineData("{\"weight_map\":{\"a\":1}}", "the file of tensor 'a' is no text")]
    [InlineData("{\"weight_map\":{\"a\":\"x\",\"a\":\"x\"}}", "not valid JSON"), InlineData("{", "not valid JSON")]
    public void Open_DamagedIndex_IsRefused(string json, string reason)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Path(Index), json);
        Refusal(folder).ShouldContain(reason);
    }

    private static TemporaryFolder Copy()
    {
        TemporaryFolder folder = new();
        foreach (string file in Directory.GetFiles(Shared.Path($"{Folder}/sharded"))) File.WriteAllBytes(folder.Path(Path.GetFileName(file)), File.ReadAllBytes(file));
        return folder;
    }

    private static void Edit(TemporaryFolder folder, Func<string, string> edit) => File.WriteAllText(folder.Path(Index), edit(File.ReadAllText(folder.Path(Index))));

    private static string Refusal(TemporaryFolder folder) =>
        Should.Throw<GraftException>(() => { ShardIndex.Open(folder.Path(Index), SafetensorsReader.Open); }).Message;
}
