namespace Graft.Reports;

/// <summary>A part of the page, under a heading of its own.</summary>
internal abstract class Section
{
    /// <summary>The heading, and the entry in the list of contents.</summary>
    public abstract string Title { get; }

    /// <summary>Whether there is anything to show.</summary>
    public abstract bool AppliesTo(ReportInput input);

    /// <summary>What stands under the heading.</summary>
    public abstract Html Body(ReportInput input, ExampleView view);
}
