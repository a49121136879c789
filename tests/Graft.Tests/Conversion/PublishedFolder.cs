using Graft.Checkpoints;
using Graft.Tests.Checkpoints;

namespace Graft.Tests.Conversion;

/// <summary>A fixture's network as a folder: model.safetensors and, where the fixture has one, config.json.</summary>
internal static class PublishedFolder
{
    public static void Write(TemporaryFolder folder, ArchitectureFixture fixture)
    {
        SafetensorsWriter.Write(folder.Path("model.safetensors"), fixture.Checkpoint().Tensors);
        if (fixture.Root.TryGetProperty("config", out var config)) File.WriteAllText(folder.Path("config.json"), config.GetRawText());
    }
}
