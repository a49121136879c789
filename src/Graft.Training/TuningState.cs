using System.Security.Cryptography;
using System.Text;
using Graft.Backbones;
using Graft.Data;

namespace Graft.Training;

/// <summary>Where the state of a training run lies between epochs. The place follows from everything that determines the run, so that the same command finds it again.</summary>
internal sealed record TuningState(string Folder)
{
    public static TuningState For(Recipe recipe, Backbone backbone, ExampleSet examples, string home)
    {
        StringBuilder all = new(recipe.ToJson());
        all.Append(backbone.Origin.Sha256).Append(backbone.Preprocessing.ToJson());
        foreach (Example e in examples.Examples) all.Append('\n').Append(e.Path).Append('\t').Append(e.Label).Append('\t').Append(e.Part).Append('\t').Append(e.Group);
        return new(Path.Combine(home, "training", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())))[..32]));
    }

    /// <summary>Forgets the run, when its bundle is written.</summary>
    public void Delete()
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }
}
