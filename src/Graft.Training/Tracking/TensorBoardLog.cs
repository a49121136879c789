using System.Buffers.Binary;
using System.Numerics;
using System.Text.Json.Nodes;
using Google.Protobuf;

namespace Graft.Training.Tracking;

/// <summary>
/// An event file that TensorBoard shows while it grows: TFRecords (length, masked CRC-32C of it, data, masked CRC-32C of them) of tensorflow.Event messages.
/// </summary>
/// <seealso href="https://www.tensorflow.org/tutorials/load_data/tfrecord"/>
public sealed class TensorBoardLog : IRunLog
{
    private readonly FileStream _file;
    private readonly TimeProvider _time;

    /// <summary>Begins a file.</summary>
    /// <param name="folder">Made where it is missing; TensorBoard's --logdir, or a folder below it.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="GraftException">The file can't be made.</exception>
    public TensorBoardLog(string folder, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        try
        {
            Directory.CreateDirectory(folder);
            _file = new(Path.Combine(folder, FormattableString.Invariant($"events.out.tfevents.{_time.GetUtcNow().ToUnixTimeSeconds()}.graft.{Environment.ProcessId}")), FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GraftException($"The folder for TensorBoard '{folder}' can't be used: {e.Message}", e);
        }
        Write(output => { output.WriteTag(3, WireFormat.WireType.LengthDelimited); output.WriteString("brain.Event:2"); });
    }

    /// <inheritdoc/>
    public void Log(IReadOnlyList<TrackedPoint> points)
    {
        foreach (IGrouping<long, TrackedPoint> step in points.GroupBy(p => p.Step)) Scalars(step.Key, step.Select(p => (p.Name.Replace(' ', '/'), p.Value)));
    }

    /// <summary>The scores of each part become scalars at step 0.</summary>
    public void End(string status, JsonObject? metrics, string? error)
    {
        if (metrics is null) return;
        Scalars(0, TrackedScores.Of(metrics).Where(m => m.Part is not ("counts" or "chosen" or "seconds")).Select(m => ($"{m.Part}/{m.Name}", m.Value)));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>Event { wall_time = 1, step = 2, summary = 5 { value = 1 { tag = 1, simple_value = 2 } } }.</summary>
    private void Scalars(long step, IEnumerable<(string Tag, double Value)> values)
    {
        byte[] summary = Message(output =>
        {
            foreach ((string tag, double value) in values)
            {
                output.WriteTag(1, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(ByteString.CopyFrom(Message(one =>
                {
                    one.WriteTag(1, WireFormat.WireType.LengthDelimited);
                    one.WriteString(tag);
                    one.WriteTag(2, WireFormat.WireType.Fixed32);
                    one.WriteFloat((float)value);
                })));
            }
        });
        Write(output =>
        {
            output.WriteTag(2, WireFormat.WireType.Varint);
            output.WriteInt64(step);
            output.WriteTag(5, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(summary));
        });
    }

    private void Write(Action<CodedOutputStream> rest)
    {
        byte[] data = Message(output =>
        {
            output.WriteTag(1, WireFormat.WireType.Fixed64);
            output.WriteDouble(_time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
            rest(output);
        });
        byte[] record = new byte[8 + 4 + data.Length + 4];
        BinaryPrimitives.WriteInt64LittleEndian(record, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), Masked(record.AsSpan(0, 8)));
        data.CopyTo(record, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + data.Length), Masked(data));
        _file.Write(record);
        _file.Flush(); // what is seen is whole records
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using MemoryStream stream = new();
        using (CodedOutputStream output = new(stream, leaveOpen: true)) write(output);
        return stream.ToArray();
    }

    /// <summary>CRC-32C (Castagnoli), turned by 15 bits and shifted, so that the CRC of data that hold CRCs stays sound.</summary>
    internal static uint Masked(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data) crc = BitOperations.Crc32C(crc, b);
        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }
}
