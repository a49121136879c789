namespace Graft.Hub;

/// <summary>
/// torchvision's published weights by network name (the first published version, "IMAGENET1K_V1", unless the name ends in _v2). Source: torchvision/models.
/// </summary>
internal static class TorchvisionFiles
{
    public static IReadOnlyList<(string Name, string File)> All { get; } =
    [
        ("alexnet", "alexnet-owt-7be5be79.pth"),
        ("densenet121", "densenet121-a639ec97.pth"),
        ("densenet169", "densenet169-b2777c0a.pth"),
        ("densenet201", "densenet201-c1103571.pth"),
        ("efficientnet_b0", "efficientnet_b0_rwightman-7f5810bc.pth"),
        ("efficientnet_b1", "efficientnet_b1_rwightman-bac287d4.pth"),
        ("mobilenet_v2", "mobilenet_v2-b0353104.pth"),
        ("mobilenet_v2_v2", "mobilenet_v2-7ebf99e0.pth"),
        ("mobilenet_v3_large", "mobilenet_v3_large-8738ca79.pth"),
        ("mobilenet_v3_small", "mobilenet_v3_small-047dcff4.pth"),
        ("resnet18", "resnet18-f37072fd.pth"),
        ("resnet34", "resnet34-b627a593.pth"),
        ("resnet50", "resnet50-0676ba61.pth"),
        ("resnet50_v2", "resnet50-11ad3fa6.pth"),
        ("resnet101", "resnet101-63fe2227.pth"),
        ("resnet152", "resnet152-394f9c45.pth"),
        ("squeezenet1_0", "squeezenet1_0-b66bff10.pth"),
        ("squeezenet1_1", "squeezenet1_1-b8a52dc0.pth"),
        ("vgg11", "vgg11-8a719046.pth"),
        ("vgg13", "vgg13-19584684.pth"),
        ("vgg16", "vgg16-397923af.pth"),
        ("vgg19", "vgg19-dcbb9e9d.pth"),
        ("vit_b_16", "vit_b_16-c867db91.pth"),
    ];

    public static IEnumerable<string> Names => All.Select(f => f.Name);

    public static string? Find(string name) => All.FirstOrDefault(f => f.Name == name).File;
}
