using System.Text;

namespace Graft.Checkpoints;

/// <summary>Keras' .h5 and .weights.h5: weights in HDF5, with or without the model's configuration.</summary>
internal sealed class KerasH5Format : ICheckpointFormat
{
    public string Name => "Keras (.h5)";

    public bool Recognises(MappedFile file) => Hdf5File.IsHdf5(FileWindow.Whole(file));

    public Checkpoint Read(MappedFile file)
    {
        KerasVariables variables = KerasVariables.Read(Hdf5File.Open(FileWindow.Whole(file)));
        KerasLayer? model = variables.Config is { } json ? KerasConfig.Parse(file.Path, Encoding.UTF8.GetBytes(json)) : null;
        return KerasCheckpoint.Of(file.Path, Name, variables, model);
    }
}

/// <summary>A checkpoint of the variables of a Keras file.</summary>
internal static class KerasCheckpoint
{
    public static Checkpoint Of(string path, string format, KerasVariables variables, KerasLayer? model)
    {
        Checkpoint checkpoint = new(path, format, KerasNaming.Tensors(variables, model)) { LeftOut = variables.LeftOut };
        if (model is not null) KerasShapes.Check(checkpoint, model);
        return checkpoint;
    }
}
