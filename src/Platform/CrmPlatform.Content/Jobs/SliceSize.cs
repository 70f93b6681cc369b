using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Jobs;

/// <summary>
/// How many rows a slice has: on SQLite, which has one writer, as many as are written in about a twentieth of a second: then
/// a person who waits goes first; PostgreSQL keeps nobody waiting. Never so few that beginning and ending transactions is most
/// of the work.
/// </summary>
internal sealed class SliceSize(DatabaseKind database)
{
    /// <summary>Characters at most, whatever the number of rows: keeps memory in bounds.</summary>
    public const int MostCharacters = 4 * 1024 * 1024;

    private const int Most = 1_000;

    private readonly int _least = database == DatabaseKind.Sqlite ? 50 : 400;
    private readonly TimeSpan _goal = TimeSpan.FromMilliseconds(database == DatabaseKind.Sqlite ? 50 : 400);

    public int Rows { get; private set; } = 100;

    /// <summary>Takes the time of a full slice into account.</summary>
    public void Learn(int rows, TimeSpan elapsed)
    {
        if (rows >= Rows)
        {
            Rows = (int)Math.Clamp(rows * (_goal / elapsed), Math.Max(_least, Rows / 2), Math.Max(_least, Math.Min(Most, Rows * 2)));
        }
    }
}
