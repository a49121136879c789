namespace Graft.Data.Checks;

/// <summary>A text as the checks see it.</summary>
/// <param name="Place">Where it stands, such as train.csv:12.</param>
/// <param name="Text">The text; of a pair both, with a line end between them.</param>
/// <param name="Label">Its class; null where labels are no classes (scores, tags) or there are none.</param>
/// <param name="Part">The part that the data put it in, or null.</param>
public sealed record CheckedText(string Place, string Text, string? Label, Part? Part = null);
