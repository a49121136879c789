using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Graft.Benchmarks;

/// <summary>ResNet-18 as TorchSharp's examples write networks: modules, NCHW, float32.</summary>
internal sealed class PlainResNet18 : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> _stem, _stages, _head;

    public PlainResNet18(int classes) : base("resnet18")
    {
        _stem = Sequential(Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false), BatchNorm2d(64), ReLU(), MaxPool2d(3, stride: 2, padding: 1));
        _stages = Sequential(new PlainBlock(64, 64, 1), new PlainBlock(64, 64, 1), new PlainBlock(64, 128, 2), new PlainBlock(128, 128, 1),
            new PlainBlock(128, 256, 2), new PlainBlock(256, 256, 1), new PlainBlock(256, 512, 2), new PlainBlock(512, 512, 1));
        _head = Sequential(AdaptiveAvgPool2d(1), Flatten(), Linear(512, classes));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _head.call(_stages.call(_stem.call(input)));
}

/// <summary>Two convolutions and a shortcut.</summary>
internal sealed class PlainBlock : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> _path;
    private readonly Module<Tensor, Tensor>? _shortcut;

    public PlainBlock(int from, int to, int stride) : base("block")
    {
        _path = Sequential(Conv2d(from, to, 3, stride: stride, padding: 1, bias: false), BatchNorm2d(to), ReLU(), Conv2d(to, to, 3, padding: 1, bias: false), BatchNorm2d(to));
        if (stride > 1) _shortcut = Sequential(Conv2d(from, to, 1, stride: stride, bias: false), BatchNorm2d(to));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => functional.relu(_path.call(input) + (_shortcut is null ? input : _shortcut.call(input)));
}
