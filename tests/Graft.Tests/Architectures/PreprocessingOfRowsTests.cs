using Graft.Architectures;
using Graft.Data;

namespace Graft.Tests.Architectures;

public class PreprocessingOfRowsTests
{
    [Theory]
    [InlineData("tf_efficientnet_lite0", 256, 224)]
    [InlineData("tf_efficientnet_lite2", 297, 260)]
    [InlineData("efficientnet_lite4", 342, 300)]
    public void Lite_Rows_HaveTheirOwnPixels(string name, int resize, int crop) => Architecture.Get(name).Preprocessing.ShouldBe(Preprocessing.EfficientNetLite(resize, crop));

    [Fact]
    public void EveryRow_MakesPixelsOfItsImageSize()
    {
        foreach (Architecture a in Architecture.All.Where(a => a.Name != "squeezenet1_0")) a.Preprocessing.Size.ShouldBe(new(a.ImageSize, a.ImageSize), a.Name);
    }
}
