using System.Globalization;

namespace Graft.Data.Texts;

/// <summary>Rows of a table as examples. Rows without text or label are left out and told; numbers that are none, and words without tags, are errors with their places.</summary>
internal sealed class TableTexts(Table table, TextColumns columns, TextTask task, Part? part, List<Notice> notices)
{
    private readonly List<string> _faults = [];
    private readonly int _text = table.Find(columns.Text), _pair = table.Find(columns.Pair), _label = table.Find(columns.Label), _part = table.Find(columns.Part), _group = table.Find(columns.Group);

    public IReadOnlyList<TextExample> Read()
    {
        TextExample[] examples = [.. table.Rows.Select(Example).OfType<TextExample>()];
        return _faults.Count == 0 ? examples : throw new GraftException($"{Faulty.Listed(_faults)}.");
    }

    private TextExample? Example(TableRow row)
    {
        string place = table.PlaceOf(row);
        string? text = row.Cells[_text], pair = _pair < 0 ? null : row.Cells[_pair];
        if (string.IsNullOrWhiteSpace(text)) return Left(place, $"has no text in '{columns.Text}'");
        if (_pair >= 0 && string.IsNullOrWhiteSpace(pair)) return Left(place, $"has no text in '{columns.Pair}'");
        TextExample example = new(place, text) { Pair = pair, Part = PartOf(row, place), Group = _group < 0 || string.IsNullOrEmpty(row.Cells[_group]) ? null : row.Cells[_group] };
        if (task == TextTask.Tagging) example = example with { Words = Table.Items(text), Text = string.Join(' ', Table.Items(text)) };
        if (_label < 0 && task == TextTask.Similarity) return example with { Score = 1 }; // pairs that nobody has judged are pairs because they belong together
        return _label < 0 ? example : Labelled(example, row.Cells[_label], place);
    }

    private TextExample? Labelled(TextExample example, string? label, string place)
    {
        if (task == TextTask.MultiLabel) return example with { Labels = [.. Table.Items(label ?? "").Distinct(StringComparer.Ordinal)] };
        if (string.IsNullOrWhiteSpace(label)) return Left(place, $"has no label in '{columns.Label}'");
        if (task == TextTask.Classification) return example with { Labels = [label.Trim()] };
        if (task == TextTask.Tagging) return Tagged(example, Table.Items(label), place);
        if (double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out double score) && double.IsFinite(score)) return example with { Score = score };
        _faults.Add($"{place}: expected a number in '{columns.Label}', found '{label}'");
        return null;
    }

    private TextExample? Tagged(TextExample example, string[] tags, string place)
    {
        if (tags.Length == example.Words.Count) return example with { Labels = ConllFile.ToBio(tags) };
        _faults.Add($"{place}: {example.Words.Count} words have {tags.Length} tags");
        return null;
    }

    private Part? PartOf(TableRow row, string place)
    {
        if (part is not null || _part < 0 || row.Cells[_part] is not { Length: > 0 } name) return part;
        if (Parts.Find(name) is null) _faults.Add($"{place}: expected the part train, validation or test in '{columns.Part}', found '{name}'");
        return Parts.Find(name);
    }

    private TextExample? Left(string place, string reason)
    {
        notices.Add(new(place, reason));
        return null;
    }
}
