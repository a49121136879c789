using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Graft.Training.Tracking;

/// <summary>The list of runs: one SQLite file in Graft's home. Several processes may use it at once.</summary>
public sealed class RunStore : IDisposable
{
    /// <summary>The file's name.</summary>
    public const string FileName = "runs.db";

    private const string Schema = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        CREATE TABLE IF NOT EXISTS runs (id INTEGER PRIMARY KEY AUTOINCREMENT, bundle TEXT NOT NULL, started TEXT NOT NULL, seconds REAL, status TEXT NOT NULL, recipe TEXT NOT NULL, metrics TEXT, error TEXT);
        CREATE TABLE IF NOT EXISTS tags (run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE, tag TEXT NOT NULL, PRIMARY KEY (run, tag));
        CREATE TABLE IF NOT EXISTS points (run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE, name TEXT NOT NULL, step INTEGER NOT NULL, value REAL NOT NULL);
        CREATE INDEX IF NOT EXISTS points_of_run ON points (run);
        """;

    private readonly SqliteConnection _connection;

    private RunStore(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens the list, and makes it where there is none.</summary>
    /// <param name="home">Graft's home folder.</param>
    /// <exception cref="GraftException">The file can't be made or read.</exception>
    public static RunStore Open(string home)
    {
        string path = Path.Combine(home, FileName);
        try
        {
            Directory.CreateDirectory(home);
            SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, DefaultTimeout = 30, Pooling = false }.ToString());
            connection.Open();
            RunStore store = new(connection);
            store.Execute(Schema);
            return store;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new GraftException($"The list of runs '{path}' can't be used: {e.Message} Set GRAFT_HOME to a folder that can be written.", e);
        }
    }

    /// <summary>Records a run that begins.</summary>
    /// <returns>Its number.</returns>
    public long Begin(string bundle, JsonObject recipe, DateTimeOffset started) => (long)Scalar(
        "INSERT INTO runs (bundle, started, status, recipe) VALUES ($bundle, $started, 'running', $recipe) RETURNING id",
        ("$bundle", bundle), ("$started", started.ToString("O", CultureInfo.InvariantCulture)), ("$recipe", recipe.ToJsonString()))!;

    /// <summary>Records numbers of a run.</summary>
    public void Log(long run, IReadOnlyList<TrackedPoint> points)
    {
        foreach (TrackedPoint p in points.Where(p => double.IsFinite(p.Value)))
            Execute("INSERT INTO points (run, name, step, value) VALUES ($run, $name, $step, $value)", ("$run", run), ("$name", p.Name), ("$step", p.Step), ("$value", p.Value));
    }

    /// <summary>Records a run's end.</summary>
    public void End(long run, string status, double seconds, JsonObject? metrics, string? error) => Execute(
        "UPDATE runs SET status = $status, seconds = $seconds, metrics = $metrics, error = $error WHERE id = $run",
        ("$status", status), ("$seconds", seconds), ("$metrics", metrics?.ToJsonString()), ("$error", error), ("$run", run));

    /// <summary>All runs, the newest first.</summary>
    public IReadOnlyList<TrackedRun> List()
    {
        ILookup<long, string> tags = Rows("SELECT run, tag FROM tags ORDER BY tag", r => (Run: r.GetInt64(0), Tag: r.GetString(1))).ToLookup(t => t.Run, t => t.Tag);
        return Rows("SELECT id, bundle, started, seconds, status, recipe, metrics, error FROM runs ORDER BY id DESC", r => new TrackedRun(r.GetInt64(0), r.GetString(1),
            DateTimeOffset.Parse(r.GetString(2), CultureInfo.InvariantCulture), r.IsDBNull(3) ? null : r.GetDouble(3), r.GetString(4), Json(r.GetString(5))!,
            r.IsDBNull(6) ? null : Json(r.GetString(6)), r.IsDBNull(7) ? null : r.GetString(7), [.. tags[r.GetInt64(0)]]));
    }

    /// <summary>One run.</summary>
    /// <exception cref="GraftException">There is none of this number.</exception>
    public TrackedRun Get(long run) => List().FirstOrDefault(r => r.Id == run) ?? throw new GraftException($"There is no run {run}. 'graft runs' lists them.");

    /// <summary>Numbers of a run, in the order in which they came.</summary>
    public IReadOnlyList<TrackedPoint> Points(long run) =>
        Rows("SELECT name, step, value FROM points WHERE run = $run ORDER BY rowid", r => new TrackedPoint(r.GetString(0), r.GetInt64(1), r.GetDouble(2)), ("$run", run));

    /// <summary>Gives a run a tag.</summary>
    /// <exception cref="GraftException">There is no such run.</exception>
    public void Tag(long run, string tag) => Execute("INSERT OR IGNORE INTO tags (run, tag) VALUES ($run, $tag)", ("$run", Get(run).Id), ("$tag", tag));

    /// <summary>Takes a tag away.</summary>
    public void Untag(long run, string tag) => Execute("DELETE FROM tags WHERE run = $run AND tag = $tag", ("$run", run), ("$tag", tag));

    /// <summary>Forgets a run; its bundle stays.</summary>
    /// <exception cref="GraftException">There is no such run.</exception>
    public void Delete(long run) => Execute("DELETE FROM runs WHERE id = $run", ("$run", Get(run).Id));

    /// <summary>Closes the file.</summary>
    public void Dispose() => _connection.Dispose();

    private static JsonObject? Json(string text) => JsonNode.Parse(text) as JsonObject;

    private void Execute(string sql, params IReadOnlyList<(string Name, object? Value)> values)
    {
        using SqliteCommand command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private object? Scalar(string sql, params IReadOnlyList<(string Name, object? Value)> values)
    {
        using SqliteCommand command = Command(sql, values);
        return command.ExecuteScalar();
    }

    private List<T> Rows<T>(string sql, Func<SqliteDataReader, T> read, params IReadOnlyList<(string Name, object? Value)> values)
    {
        using SqliteCommand command = Command(sql, values);
        using SqliteDataReader reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    private SqliteCommand Command(string sql, IReadOnlyList<(string Name, object? Value)> values)
    {
        SqliteCommand command = new(sql, _connection);
        foreach ((string name, object? value) in values) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
