using System.Data.Common;
using CrmPlatform.Content;
using CrmPlatform.Content.Queries;
using CrmPlatform.Tenants;

namespace CrmPlatform.Data.Dialects;

/// <summary>What differs between the two databases in the text of statements and in the form of values.</summary>
internal abstract class Dialect
{
    public abstract DatabaseKind Kind { get; }

    public static string Quote(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <summary>The type of a column, for CREATE TABLE.</summary>
    public abstract string ColumnType(StorageKind kind);

    /// <summary>The value of a column of the current row, as its kind's .NET type.</summary>
    public abstract object? Read(DbDataReader reader, int index, StorageKind kind, int scale);

    /// <summary>Folded as <see cref="TextFolding.Fold"/> does.</summary>
    public static string Fold(string expression) => $"crm_fold({expression})";

    /// <summary>Whether a text holds another.</summary>
    public abstract string Contains(string expression, string part);

    /// <summary>Whether an expression is among values.</summary>
    public abstract string In(SqlText sql, string expression, IReadOnlyList<object> values, StorageKind kind, int scale);

    /// <summary>The date of an instant in a zone.</summary>
    public abstract string LocalDate(SqlText sql, string instant, TimeZoneInfo zone);

    /// <summary>The first day of the bucket that a date lies in.</summary>
    public abstract string BucketStart(string date, DateBucket bucket);

    /// <summary>Whether the searchable text of a table's row holds a word.</summary>
    public abstract string HoldsWord(SqlText sql, string column, string word);

    /// <summary>Sum of a column, exact, of the column's own kind.</summary>
    public abstract string Sum(string expression, StorageKind kind);

    /// <summary>The average as a number to sort by (the exact one is reckoned from sum and count).</summary>
    public abstract string AverageForSort(string expression);

    /// <summary>Seconds between two instants.</summary>
    public abstract string Seconds(string from, string until);

    /// <summary>The error codes of a violated unique index and of a full disk.</summary>
    public abstract Exception Translate(DbException error);
}
