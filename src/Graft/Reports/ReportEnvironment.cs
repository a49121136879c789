using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Graft.Reports;

/// <summary>Where a run took place: versions and sizes, nothing that names a person or a machine.</summary>
internal static class ReportEnvironment
{
    public static IEnumerable<(string Key, string Value)> Facts() =>
    [
        ("Graft", Version(typeof(ReportEnvironment))),
        ("ONNX Runtime", Version(typeof(InferenceSession))),
        (".NET", RuntimeInformation.FrameworkDescription),
        ("operating system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}"),
        ("cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
        ("memory", string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30):F1} GiB")),
    ];

    private static string Version(Type type) => type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
