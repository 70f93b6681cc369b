using CrmPlatform.Content;

namespace CrmPlatform.Data.Dialects;

/// <summary>
/// A value for a statement, of the .NET type of its kind (<see cref="StorageKind"/>). The n-th argument is <c>$n</c> in the text.
/// </summary>
/// <param name="Array">The value is an array of such values (PostgreSQL's <c>any</c>).</param>
internal readonly record struct Arg(object? Value, StorageKind Kind, int Scale = 0, bool Array = false)
{
    public static Arg Text(string? value) => new(value, StorageKind.Text);

    public static Arg Integer(long? value) => new(value, StorageKind.Integer);

    public static Arg Instant(DateTimeOffset? value) => new(value, StorageKind.Instant);

    public static Arg Day(DateOnly? value) => new(value, StorageKind.Date);

    public static Arg Flag(bool value) => new(value, StorageKind.Boolean);
}

/// <summary>A column to insert into: its quoted name and what it holds.</summary>
internal readonly record struct ColumnSpec(string Name, StorageKind Kind, int Scale = 0);
