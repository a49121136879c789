namespace Graft.Architectures;

/// <content>The list of built-in networks.</content>
public sealed partial class Architecture
{
    /// <summary>All built-in networks for images, family by family.</summary>
    public static IReadOnlyList<Architecture> All { get; } =
    [
        .. ResNet.All,
        .. SqueezeNet.All,
        .. LeNet.All,
        .. AlexNet.All,
        .. Vgg.All,
        .. DenseNet.All,
        .. GoogLeNet.All,
        .. InceptionV3.All,
        .. MobileNetV1.All,
        .. MobileNetV2.All,
        .. MobileNetV3.All,
        .. EfficientNet.All,
        .. RegNet.All,
        .. ConvNext.All,
        .. VisionTransformer.All,
        .. Swin.All,
        .. ResNetV2.All,
        .. CifarResNet.All,
        .. KerasApplications.All,
    ];

    /// <summary>The network of this name; timm's names for the same graphs are known too.</summary>
    /// <exception cref="UnknownNameException">There is none; the message suggests the nearest.</exception>
    public static Architecture Get(string name) => All.FirstOrDefault(a => a.Name == name) ?? All.FirstOrDefault(a => a.Aliases.Contains(name))
        ?? throw new UnknownNameException("architecture", name, All.Select(a => a.Name));
}
