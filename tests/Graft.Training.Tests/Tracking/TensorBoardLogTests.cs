using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Graft.Training.Tracking;

namespace Graft.Training.Tests.Tracking;

public sealed class TensorBoardLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-tb-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>RFC 3720, B.4: CRC-32C of 32 zero bytes is 8a9136aa; masked as TFRecord says.</summary>
    [Fact]
    public void Masked_ThirtyTwoZeros_IsTheKnownValue()
    {
        uint crc = 0x8a9136aa;
        TensorBoardLog.Masked(new byte[32]).ShouldBe(unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8));
    }

    [Fact]
    public void Log_WhileTheFileIsOpen_WritesWholeRecords()
    {
        using TensorBoardLog log = new(_folder);
        log.Log([new("train loss", 1, 0.5), new("learning rate", 1, 0.01)]);
        log.Log([new("train loss", 2, 0.25)]);
        log.End("done", new JsonObject { ["test"] = new JsonObject { ["accuracy"] = 0.75 }, ["counts"] = new JsonObject { ["test"] = 3 } }, null);
        (long Step, string? Version, List<(string, float)> Scalars)[] events = [.. Records(Directory.GetFiles(_folder).Single()).Select(Parse)];
        events[0].Version.ShouldBe("brain.Event:2");
        events[1].Scalars.ShouldBe([("train/loss", 0.5f), ("learning/rate", 0.01f)]);
        (events[2].Step, events[2].Scalars.Single()).ShouldBe((2, ("train/loss", 0.25f)));
        events[3].Scalars.ShouldBe([("test/accuracy", 0.75f)]);
        Path.GetFileName(Directory.GetFiles(_folder).Single()).ShouldStartWith("events.out.tfevents.");
    }

    private static IEnumerable<byte[]> Records(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] header = new byte[12], tail = new byte[4];
        while (stream.ReadAtLeast(header, 12, throwOnEndOfStream: false) == 12)
        {
            BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)).ShouldBe(TensorBoardLog.Masked(header.AsSpan(0, 8)));
            byte[] data = new byte[BinaryPrimitives.ReadInt64LittleEndian(header)];
            stream.ReadExactly(data);
            stream.ReadExactly(tail);
            BinaryPrimitives.ReadUInt32LittleEndian(tail).ShouldBe(TensorBoardLog.Masked(data));
            yield return data;
        }
    }

    private static (long Step, string? Version, List<(string, float)> Scalars) Parse(byte[] data)
    {
        CodedInputStream input = new(data);
        long step = 0;
        string? version = null;
        List<(string, float)> scalars = [];
        while (input.ReadTag() is uint tag and > 0)
        {
            switch (tag >> 3)
            {
                case 2: step = input.ReadInt64(); break;
                case 3: version = input.ReadString(); break;
                case 5: scalars.AddRange(Summary(input.ReadBytes())); break;
                default: input.SkipLastField(); break;
            }
        }
        return (step, version, scalars);
    }

    private static IEnumerable<(string, float)> Summary(ByteString data)
    {
        CodedInputStream input = data.CreateCodedInput();
        while (input.ReadTag() > 0)
        {
            CodedInputStream value = input.ReadBytes().CreateCodedInput();
            value.ReadTag();
            string name = value.ReadString();
            value.ReadTag();
            yield return (name, value.ReadFloat());
        }
    }
}
