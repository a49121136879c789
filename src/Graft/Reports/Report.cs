using Graft.Reports.Sections;

namespace Graft.Reports;

/// <summary>One HTML page that tells whether a model can be trusted, where it fails and what to mend.</summary>
public static class Report
{
    private static readonly Section[] Sections =
        [new Summary(), new NextSteps(), new Scores(), new PerClass(), new Confusion(), new Errors(), new Suspects(), new Curves(), new Calibration(), new Sections.Training(), new Maps(), new DataChecks(), new RecipeAndEnvironment()];

    /// <summary>Writes the page, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="input">What is known.</param>
    /// <exception cref="GraftException">The file can't be written.</exception>
    public static void Write(string path, ReportInput input) => Page.Write(path, Of(input));

    /// <summary>The page.</summary>
    public static string Of(ReportInput input)
    {
        ExampleView view = ExampleView.Of(input.Kind);
        return Page.Of(input.Title, [.. Sections.Where(s => s.AppliesTo(input)).Select(s => new PageSection(s.Title, s.Body(input, view)))], view);
    }
}
