using Graft.Graphs;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Graft.Inference;

/// <summary>Tensors to ONNX Runtime and back. The numbers of element types are the same on both sides.</summary>
internal static class OrtTensors
{
    public static OrtValue ToOrt(TensorData data)
    {
        OrtValue value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (TensorElementType)(int)data.Type, [.. data.Shape]);
        data.Bytes.Span.CopyTo(value.GetTensorMutableRawData());
        GC.KeepAlive(data);
        return value;
    }

    public static TensorData FromOrt(OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        ElementType type = (ElementType)(int)info.ElementDataType;
        byte[] bytes = new byte[info.ElementCount * type.Size()];
        if (bytes.Length > 0) value.GetTensorMutableRawData().CopyTo(bytes);
        return new(type, info.Shape, bytes);
    }
}
