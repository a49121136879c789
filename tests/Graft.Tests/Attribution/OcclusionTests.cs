using System.Text.Json;
using Graft.Attribution;
using Graft.Data;
using Graft.Inference;

namespace Graft.Tests.Attribution;

public class OcclusionTests
{
    [SharedFact(AttributionFixture.File)]
    public void Map_OfTheSmallNetwork_IsThatOfCaptum()
    {
        using OnnxSession session = new(AttributionFixture.Network(), threads: 1);
        float[] input = AttributionFixture.Weights.Tensors["input"].ToFloats();
        foreach (JsonElement one in AttributionFixture.Expected.GetProperty("cnn").GetProperty("occlusion").EnumerateArray())
        {
            int target = one.GetProperty("target").GetInt32();
            float baseline = (float)one.GetProperty("baseline").GetDouble();
            OcclusionWindow window = new(one.GetProperty("window").GetInt32(), one.GetProperty("stride").GetInt32());
            float[] map = Occlusion.Map(input, new(16, 16), TensorLayout.Nchw, [baseline, baseline, baseline], window, (batch, count) =>
            {
                float[] logits = session.Run(batch, [count, 3, 16, 16])[0].ToFloats();
                return [.. Enumerable.Range(0, count).Select(i => (double)logits[(i * 4) + target])];
            });
            AttributionFixture.ShouldBeMap(map, one.GetProperty("attribution").Values(), window.ToString());
        }
    }

    [Theory]
    [InlineData(TensorLayout.Nchw)]
    [InlineData(TensorLayout.Nhwc)]
    public void Map_ScoreIsOnePixel_OnlyWindowsOverItCount(TensorLayout layout)
    {
        float[] input = new float[2 * 6 * 6];
        int at = layout == TensorLayout.Nchw ? (3 * 6) + 4 : ((3 * 6) + 4) * 2;
        input[at] = 1;
        float[] map = Occlusion.Map(input, new(6, 6), layout, [0, 0], new(2, 2), (batch, count) => [.. Enumerable.Range(0, count).Select(i => (double)batch.Span[(i * input.Length) + at])]);
        map.Index().Where(p => p.Item != 0).Select(p => p.Index).ShouldBe([16, 17, 22, 23]);
    }

    [Fact]
    public void Peak_CropAndScale_IsCarriedBackToThePhoto()
    {
        float[] map = new float[100 * 100];
        map[(50 * 100) + 50] = 1;
        PhotoAttribution attribution = new("a.jpg", "a", 1, "occlusion", new(100, 100), map);
        Preprocessing preprocessing = Preprocessing.ImageNet(128, 100);
        (int x, int y) = attribution.Peak(preprocessing.FramingOf(640, 256), new(256, 640));
        x.ShouldBeInRange(318, 323);
        y.ShouldBeInRange(127, 131);
    }
}
