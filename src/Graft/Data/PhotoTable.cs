using Graft.Data.Texts;

namespace Graft.Data;

/// <summary>Tables (CSV, TSV, JSON Lines, Parquet) with a column of paths, relative to the file, and one of labels; optionally a part and a group. What is wrong is told all at once, with its rows.</summary>
internal sealed class PhotoTable
{
    private readonly Table _table;
    private readonly PhotoColumns _columns;
    private readonly TextTask _task;
    private readonly Part? _part;
    private readonly List<(Notice Notice, bool IsMissing)> _found = []; // in the order of the rows

    private PhotoTable(Table table, PhotoColumns columns, TextTask task, Part? part) => (_table, _columns, _task, _part) = (table, columns, task, part);

    /// <summary>Reads tables of the same columns.</summary>
    /// <param name="source">What the user named.</param>
    /// <param name="files">The tables, each with the part that it is for; null where its rows say it, or nothing does.</param>
    /// <param name="options">What the user says.</param>
    public static ExampleSet Open(string source, IReadOnlyList<(string File, Part? Part)> files, PhotoDataOptions options)
    {
        Table[] tables = [.. files.Select(f => Table.Open(f.File))];
        PhotoColumns columns = PhotoColumns.Of(tables[0], options.Label);
        TextTask task = PhotoLabels.Checked(options.Task ?? Guess(tables[0], columns));
        if (columns.Labels.Count > 1 && task != TextTask.Regression) throw new GraftException($"{tables[0].File}: several columns ({string.Join(", ", columns.Labels)}) are for numbers, the task is {task.Name()}. Name one column with --label.");
        PhotoTable[] all = [.. tables.Select((t, i) => new PhotoTable(t, columns with { Path = t.Header[t.Require(columns.Path)] }, task, files[i].Part))];
        List<Example> examples = [.. all.SelectMany(t => t.Read())];
        (Notice Notice, bool IsMissing)[] found = [.. all.SelectMany(t => t._found)];
        if (found.Any(f => !f.IsMissing)) throw new GraftException($"{Faulty.Listed([.. found.Select(f => $"{f.Notice.Path}: {f.Notice.Reason}")])}. Mend these rows, or take them out.");
        return ExampleSets.Checked(source, task, examples, [], "Expected a row per photo with its path and its label.") with { Targets = task == TextTask.Regression ? columns.Labels : [], Missing = [.. found.Select(f => f.Notice)] };
    }

    /// <summary>What a table is for, by what its labels look like.</summary>
    public static TextTask TaskOf(string file, string? label)
    {
        Table table = Table.Open(file);
        return Guess(table, PhotoColumns.Of(table, label));
    }

    private static TextTask Guess(Table table, PhotoColumns columns)
    {
        if (columns.Labels.Count > 1) return TextTask.Regression;
        int label = table.Require(columns.Labels[0]);
        return TaskGuess.OfLabels(columns.Labels[0], [.. table.Rows.Select(r => r.Cells[label]).OfType<string>().Where(l => !string.IsNullOrWhiteSpace(l))]);
    }

    private Example[] Read()
    {
        int[] labels = [.. _columns.Labels.Select(_table.Require)];
        int path = _table.Require(_columns.Path), part = _table.Find(_columns.Part), group = _table.Find(_columns.Group);
        string folder = Path.GetDirectoryName(Path.GetFullPath(_table.File))!;
        return [.. _table.Rows.Select(row => Read(row, folder, row.Cells[path]?.Trim(), PartOf(row, part), group < 0 || string.IsNullOrWhiteSpace(row.Cells[group]) ? null : row.Cells[group]!.Trim(), labels))];
    }

    private Example Read(TableRow row, string folder, string? path, Part? part, string? group, int[] labels)
    {
        List<string> faults = [];
        string full = Path.Combine(folder, path ?? "");
        if (string.IsNullOrEmpty(path)) faults.Add($"the path in '{_columns.Path}' is empty");
        else if (!File.Exists(full)) _found.Add((new(_table.PlaceOf(row), $"there is no file '{path}' in {folder}"), true));
        Example example = PhotoLabels.Read(new(full, "", part, group), _task, _columns.Labels, [.. labels.Select(l => row.Cells[l])], faults);
        _found.AddRange(faults.Select(f => (new Notice(_table.PlaceOf(row), f), false)));
        return example;
    }

    private Part? PartOf(TableRow row, int column)
    {
        if (_part is not null || column < 0 || row.Cells[column]?.Trim() is not { Length: > 0 } name) return _part;
        if (Parts.Find(name) is null) _found.Add((new(_table.PlaceOf(row), $"expected the part train, validation or test, found '{name}'"), false));
        return Parts.Find(name);
    }
}
