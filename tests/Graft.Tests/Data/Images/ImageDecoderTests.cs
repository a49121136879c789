using System.Buffers.Binary;
using System.Text.Json;
using Graft.Data.Images;

namespace Graft.Tests.Data.Images;

public class ImageDecoderTests
{
    public static TheoryData<string> Files => Shared.Has(ImageFixtures.Folder)
        ? [.. ImageFixtures.Section("decode").EnumerateArray().Select(d => d.GetProperty("file").GetString()!)] : ["none"];

    [SharedTheory(ImageFixtures.Folder), MemberData(nameof(Files))]
    public void Decode_EveryKindOfFile_GivesThePixelsOfPillow(string file)
    {
        JsonElement decode = ImageFixtures.Section("decode").EnumerateArray().Single(d => d.GetProperty("file").GetString() == file);
        ImageFixtures.Difference difference = ImageFixtures.Between(ImageFixtures.Open(file), ImageFixtures.Open(decode.GetProperty("expected").GetString()!));
        if (decode.GetProperty("kind").GetString() == "exact") difference.PixelsThatDiffer.ShouldBe(0, difference.ToString());
        else difference.Mean.ShouldBeLessThan(1, difference.ToString());
    }

    [SharedTheory(ImageFixtures.Folder)]
    [InlineData("baseline.jpg"), InlineData("progressive.jpg"), InlineData("cmyk.jpg"), InlineData("plain.png"), InlineData("one-bit.png")]
    [InlineData("plain.bmp"), InlineData("animated.gif"), InlineData("lossy.webp"), InlineData("lossless.webp")]
    public void Decode_AFileCutAnywhere_IsRefused(string file)
    {
        byte[] whole = File.ReadAllBytes(ImageFixtures.At(file));
        // The first frame of the animation is whole long before the file ends.
        int end = file == "animated.gif" ? whole.Length / 4 : whole.Length - 20;
        for (int length = 0; length < end; length += Math.Max(1, whole.Length / 97))
        {
            GraftException refused = Should.Throw<GraftException>(() => ImageDecoder.Decode(whole.AsSpan(0, length), file), $"cut after {length} of {whole.Length} bytes");
            refused.Message.ShouldStartWith(file);
        }
    }

    [SharedFact(ImageFixtures.Folder)]
    public void Decode_AJpegWhoseTailIsZeros_IsRefused()
    {
        byte[] bytes = File.ReadAllBytes(ImageFixtures.At("baseline.jpg"));
        bytes.AsSpan(bytes.Length / 2).Clear();
        Should.Throw<GraftException>(() => ImageDecoder.Decode(bytes, "half.jpg")).Message.ShouldContain("cut short");
    }

    [SharedFact(ImageFixtures.Folder)]
    public void Decode_APngWithAChangedByte_IsRefused()
    {
        byte[] bytes = File.ReadAllBytes(ImageFixtures.At("plain.png"));
        bytes[bytes.Length / 2] ^= 0x55;
        Should.Throw<GraftException>(() => ImageDecoder.Decode(bytes, "changed.png")).Message.ShouldStartWith("changed.png: this PNG file is");
    }

    [Theory]
    [InlineData("", "empty.jpg: expected an image (JPEG, PNG, WebP, BMP, GIF), found an empty file (0 bytes), though its name ends in .jpg.")]
    [InlineData("hello world", "found a text file")]
    [InlineData("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG")]
    [InlineData("<!DOCTYPE html><html>", "an HTML page")]
    [InlineData("%PDF-1.7", "a PDF document")]
    [InlineData("\0\0\0\0\0\0", "nothing but zero bytes")]
    public void Decode_WhatIsNoImage_SaysWhatItIs(string content, string expected) =>
        Should.Throw<GraftException>(() => ImageDecoder.Decode(System.Text.Encoding.Latin1.GetBytes(content), "empty.jpg")).Message.ShouldContain(expected);

    [SharedFact(ImageFixtures.Folder)]
    public void Decode_AGifCalledJpg_IsReadAndKnownAsAGif()
    {
        Image image = ImageDecoder.Decode(File.ReadAllBytes(ImageFixtures.At("animated.gif")), "photo.jpg");
        image.Format.ShouldBe(ImageFormat.Gif);
        ImageFormat.Promised("photo.jpg").ShouldBe(ImageFormat.Jpeg);
    }

    [SharedTheory(ImageFixtures.Folder), InlineData("plain.png", 16), InlineData("animated.gif", 6), InlineData("plain.bmp", 18)]
    public void Decode_AHeaderThatClaimsAHugePicture_IsRefusedWithoutTakingMemory(string file, int widthAt)
    {
        byte[] bytes = File.ReadAllBytes(ImageFixtures.At(file));
        Claim(bytes, widthAt, file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<GraftException>(() => ImageDecoder.Decode(bytes, file)).Message.ShouldContain("at most 89,478,485 pixels");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [SharedFact(ImageFixtures.Folder)]
    public void Decode_ALowerLimit_IsHeld()
    {
        Should.Throw<GraftException>(() => ImageDecoder.Decode(ImageFixtures.At("plain.png"), new() { MaximumPixels = 96 * 64 - 1 })).Message.ShouldContain("96 x 64");
        ImageDecoder.Decode(ImageFixtures.At("plain.png"), new() { MaximumPixels = 96 * 64 }).Width.ShouldBe(96);
    }

    [Fact]
    public void Decode_AMissingFile_NamesIt() => Should.Throw<GraftException>(() => ImageDecoder.Decode("/nowhere/a.jpg")).Message.ShouldStartWith("/nowhere/a.jpg");

    [SharedFact(ImageFixtures.Folder)]
    public void Decode_FromAStream_EqualsFromThePath()
    {
        using FileStream stream = File.OpenRead(ImageFixtures.At("alpha.png"));
        ImageDecoder.Decode(stream, "alpha.png").Rgb.ShouldBe(ImageFixtures.Open("alpha.png").Rgb);
    }

    private static void Claim(byte[] bytes, int at, string file)
    {
        if (file.EndsWith(".png", StringComparison.Ordinal))
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), 100_000);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at + 4), 100_000);
        }
        else if (file.EndsWith(".gif", StringComparison.Ordinal)) bytes.AsSpan(at, 4).Fill(0xFF);
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), 100_000);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at + 4), -100_000);
        }
    }
}
