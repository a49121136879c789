using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>LeNet-5 for grey 32 x 32 digits, with rectifiers and max pooling as it is trained today; names conv1, conv2, fc1, fc2, fc3.</summary>
internal static class LeNet
{
    public static IEnumerable<Architecture> All =>
    [
        new()
        {
            Name = "lenet5",
            Family = "LeNet",
            Paper = "LeCun et al. 1998, Proceedings of the IEEE 86(11)",
            PublishedParameters = 61_706,
            ImageSize = 32,
            Channels = 1,
            Classes = 10,
            Body = Build,
        },
    ];

    private static Network Build(Wire image)
    {
        Wire x = image.Conv("conv1", 6, new(5)).Relu("relu1").MaxPool(new(2) { Stride = 2 }, "pool1").Stage("conv1");
        x = x.Conv("conv2", 16, new(5)).Relu("relu2").MaxPool(new(2) { Stride = 2 }, "pool2").Stage("conv2");
        Wire features = x.Flatten("flatten").Linear("fc1", 120).Relu("relu3").Stage("fc1").Linear("fc2", 84).Relu("relu4").Stage("fc2");
        return new(x, features, "fc3");
    }
}
