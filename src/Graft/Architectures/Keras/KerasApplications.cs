using Graft.Checkpoints;
using Graft.Data;

namespace Graft.Architectures;

/// <summary>
/// The networks of keras.applications with TensorFlow's paddings and epsilons, to be filled from Keras' files. Their pixels are those that the published weights were
/// trained on: 'caffe' (BGR minus a mean), 'tf' (-1 to 1), 'torch' (ImageNet's mean and deviation), or 0 to 255 where the network starts with its own preprocessing.
/// Source: https://github.com/keras-team/keras/tree/master/keras/src/applications
/// </summary>
internal static class KerasApplications
{
    public static IEnumerable<Architecture> All =>
    [
        .. KerasVgg.All,
        .. KerasResNet.All,
        .. KerasResNetV2.All,
        .. KerasMobileNet.All,
        .. KerasMobileNetV3.All,
        .. KerasEfficientNet.All,
        .. KerasDenseNet.All,
        .. KerasInception.All,
        .. Xception.All,
    ];

    /// <summary>Keras' form of a network whose own names a file does not have; null where there is none that fits.</summary>
    public static Architecture? FormOf(Architecture network, Checkpoint checkpoint) => Architecture.All.FirstOrDefault(a => a.Name == $"keras_{network.Name}" && Recognition.SchemeOf(a, checkpoint) is not null);

    /// <summary>BGR of 0 to 255 minus 103.939, 116.779, 123.68.</summary>
    public static Preprocessing Caffe(int size = 224) => Preprocessing.KerasCaffe(size) with { Layout = TensorLayout.Nchw };

    /// <summary>-1 to 1.</summary>
    public static Preprocessing TensorFlow(int size = 224) => Preprocessing.KerasTensorFlow(size) with { Layout = TensorLayout.Nchw };

    /// <summary>ImageNet's mean and standard deviation.</summary>
    public static Preprocessing Torch(int size = 224) => Plain(size) with { Rescale = 1.0 / 255, Mean = [0.485, 0.456, 0.406], Std = [0.229, 0.224, 0.225] };

    /// <summary>0 to 255: the network does the rest.</summary>
    public static Preprocessing Plain(int size = 224) => new() { ExactSize = new(size, size), Interpolation = Data.Images.Interpolation.Nearest, Rescale = 1 };
}
