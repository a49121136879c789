using System.Runtime.InteropServices;
using Graft.Inference;

namespace Graft.Tests.Inference;

public class TelemetryTests
{
    [Fact]
    public void Session_Opened_HasToldTheRuntimeToReportNothing()
    {
        using OnnxSession session = new(DrawnNetwork.Build("squeezenet1_1"));

        Environment.GetEnvironmentVariable("ORT_DISABLE_TELEMETRY").ShouldBe("1");
        if (OperatingSystem.IsLinux()) Marshal.PtrToStringUTF8(getenv("ORT_DISABLE_TELEMETRY")).ShouldBe("1");
    }

    [DllImport("libc", BestFitMapping = false)]
    private static extern nint getenv([MarshalAs(UnmanagedType.LPStr)] string name);
}
