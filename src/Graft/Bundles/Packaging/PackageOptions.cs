using System.Text.RegularExpressions;
using NuGet.Versioning;

namespace Graft.Bundles.Packaging;

/// <summary>How a bundle is packed as a NuGet package.</summary>
public sealed partial record PackageOptions
{
    /// <summary>The package's id, which is also the name of its accessor: <c>Acme.Pets</c> gives the class <c>Pets</c> in the namespace <c>Acme</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its version; a package feed takes each but once.</summary><value>1.0.0</value>
    public string Version { get; init; } = "1.0.0";

    /// <summary>Who made it, as feeds show it.</summary><value>the id's first part</value>
    public string? Authors { get; init; }

    /// <summary>The SPDX expression of the licence of model and weights together.</summary><value>the licence of the backbone's weights, if the bundle tells it</value>
    public string? Licence { get; init; }

    /// <summary>Checks id and version.</summary>
    /// <exception cref="GraftException">One of them is none that NuGet takes; all faults are named.</exception>
    internal PackageOptions Checked()
    {
        List<string> faults = [];
        if (!IdPattern().IsMatch(Id))
            faults.Add($"the id '{Id}' is none: expected names of letters, digits and underscores, joined by dots, such as Acme.Pets");
        if (!NuGetVersion.TryParseStrict(Version, out _)) faults.Add($"the version '{Version}' is none: expected three numbers, such as 1.0.0 or 1.0.0-beta.1");
        return faults.Count == 0 ? this : throw new GraftException($"The bundle can't be packed: {string.Join("; ", faults)}.");
    }

    [GeneratedRegex(@"^(?=.{1,100}$)[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$")] private static partial Regex IdPattern();
}
