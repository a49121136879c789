namespace Graft.Checkpoints;

/// <summary>Files that another file names: they must lie in the same folder, so that no checkpoint can make Graft read what its sender has no business with.</summary>
internal static class Siblings
{
    /// <summary>The path of a named sibling; null where the name is more than a plain file name under the rules of any platform.</summary>
    public static string? Find(string folder, string name) =>
        name.Length is > 0 and <= 255 && name is not ("." or "..") && !name.Any(c => c is '/' or '\\' or ':' or '%' or '\0' || char.IsControl(c))
            ? Path.Combine(folder, name) : null;
}
