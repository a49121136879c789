namespace Graft.Conversion;

/// <summary>What a conversion may be told.</summary>
public sealed record ConversionOptions
{
    /// <summary>The network's name, where the file alone can't tell; null to find it.</summary>
    public string? Architecture { get; init; }

    /// <summary>Whose names a safetensors file gets: torchvision, timm, transformers; null to keep those of the input.</summary>
    public string? Scheme { get; init; }

    /// <summary>Operator set of an ONNX file; null for the model's own.</summary><value>null</value>
    public int? Opset { get; init; }
}

/// <summary>What was written.</summary>
/// <param name="Output">The file.</param>
/// <param name="Format">safetensors or ONNX, with the names' scheme or the operator set.</param>
/// <param name="Network">The network; null where none had to be known.</param>
/// <param name="Tensors">Number of tensors written.</param>
/// <param name="Values">Number of values in them.</param>
/// <param name="Notes">What the user should know: tensors without a place, other networks that fit.</param>
public sealed record ConversionResult(string Output, string Format, string? Network, int Tensors, long Values, IReadOnlyList<string> Notes);
