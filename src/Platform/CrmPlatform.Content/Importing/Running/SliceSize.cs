namespace CrmPlatform.Content.Importing.Running;

/// <summary>
/// How many rows a slice has: as many as are written in about a tenth of a second, so that a person's click waits no longer;
/// never so few that beginning and ending transactions is most of the work.
/// </summary>
internal sealed class SliceSize
{
    private const int Least = 100;
    private const int Most = 1_000;
    private static readonly TimeSpan _goal = TimeSpan.FromMilliseconds(100);

    /// <summary>Characters at most, whatever the number of rows: keeps memory in bounds.</summary>
    public const int MostCharacters = 4 * 1024 * 1024;

    public int Rows { get; private set; } = Least;

    public void Learn(int rows, TimeSpan elapsed)
    {
        if (rows < Rows)
        {
            return;
        }

        var fitting = rows * (_goal / elapsed);
        Rows = (int)Math.Clamp(fitting, Math.Max(Least, Rows / 2), Math.Min(Most, Rows * 2));
    }
}
