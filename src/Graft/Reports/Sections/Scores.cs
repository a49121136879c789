using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Evaluation;

namespace Graft.Reports.Sections;

/// <summary>Every single-number measure, a column per part; whatever the task, its record says which there are.</summary>
internal sealed class Scores : Section
{
    public override string Title => "Scores";

    public override bool AppliesTo(ReportInput input) => input.Parts.Count > 0;

    public override Html Body(ReportInput input, ExampleView view)
    {
        JsonObject[] parts = [.. input.Parts.Select(p => JsonSerializer.SerializeToNode(p.Metrics, EvaluationJson.Readable.TaskMetrics)!.AsObject())];
        string[] measures = [.. parts.SelectMany(p => p.Where(m => m.Value is JsonValue v && v.GetValueKind() == JsonValueKind.Number).Select(m => m.Key)).Distinct()];
        IEnumerable<Html> heads = input.Parts.Select(p => Html.Of($"<th scope=\"col\" class=\"number\">{p.Name}</th>"));
        IEnumerable<Html> rows = measures.Select(m => Html.Of($"<tr><th scope=\"row\">{Words(m)}</th>{parts.Select(p => Html.Of($"<td class=\"number\">{Value(p[m])}</td>"))}</tr>"));
        return Html.Of($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"table of scores\"><table><thead><tr><th scope=\"col\">measure</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>");
    }

    private static string Words(string key) => key switch
    {
        "ece" => "expected calibration error",
        "adaptive_ece" => "adaptive calibration error",
        "roc_auc" => "area under ROC",
        "mae" => "mean absolute error",
        "rmse" => "root mean squared error",
        "r2" => "R²",
        _ => key.Replace('_', ' ').Replace("f1", "F1", StringComparison.Ordinal).Replace("roc auc", "ROC area,", StringComparison.Ordinal),
    };

    private static string Value(JsonNode? node) => node is null ? "–" : node.GetValue<double>() is double v && v == Math.Floor(v) && Math.Abs(v) >= 2
        ? v.ToString("N0", CultureInfo.InvariantCulture) : node.GetValue<double>().ToString("F4", CultureInfo.InvariantCulture);
}
