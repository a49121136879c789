using System.Text.Json;
using Graft.Data.Images;

namespace Graft.Tests.Data.Images;

public class ResizerTests
{
    public static TheoryData<string> Cases => Shared.Has(ImageFixtures.Folder)
        ? [.. ImageFixtures.Section("resize").EnumerateArray().Select(r => r.GetProperty("expected").GetString()!)] : ["none"];

    [SharedTheory(ImageFixtures.Folder), MemberData(nameof(Cases))]
    public void Resize_ThenCrop_GivesTheBytesOfPillow(string expected)
    {
        JsonElement resize = ImageFixtures.Section("resize").EnumerateArray().Single(d => d.GetProperty("expected").GetString() == expected);
        (JsonElement size, JsonElement offset, int crop) = (resize.GetProperty("resized"), resize.GetProperty("offset"), resize.GetProperty("crop").GetInt32());
        Framing framing = new(size[0].GetInt32(), size[1].GetInt32(), offset[0].GetInt32(), offset[1].GetInt32(), crop, crop);
        Interpolation interpolation = Enum.Parse<Interpolation>(resize.GetProperty("interpolation").GetString()!, ignoreCase: true);
        Image found = Resizer.Resize(ImageFixtures.Open(resize.GetProperty("file").GetString()!), framing, interpolation);
        ImageFixtures.Between(found, ImageFixtures.Open(expected)).PixelsThatDiffer.ShouldBe(0);
    }
}
