using System.Collections.Frozen;
using System.Text.Json;

namespace CrmPlatform.Data.Records;

/// <summary>
/// The columns (and child tables) of a tenant that are not called as the model says, because another shape had taken the name
/// first. Empty for nearly all tenants.
/// </summary>
internal sealed class NameMap : IEquatable<NameMap>
{
    private readonly FrozenDictionary<string, string> _names;

    private NameMap(string text, FrozenDictionary<string, string> names)
    {
        Text = text;
        _names = names;
    }

    public static NameMap Empty { get; } = new("", FrozenDictionary<string, string>.Empty);

    /// <summary>As it is stored beside the stamp.</summary>
    public string Text { get; }

    public static NameMap Parse(string? text) =>
        string.IsNullOrEmpty(text)
            ? Empty
            : new(text, JsonSerializer.Deserialize<Dictionary<string, string>>(text)!.ToFrozenDictionary(StringComparer.Ordinal));

    /// <summary>The one that holds more: a map only grows, and a reader that was held up may come with the older one last.</summary>
    public static NameMap Newer(NameMap? one, NameMap other) => one is not null && one._names.Count >= other._names.Count ? one : other;

    /// <summary>The key of a column of a table with its shape.</summary>
    public static string Key(string table, string column, string shape) => $"{table}|{column}|{shape}";

    /// <summary>The name in the database, or null when it is the usual one.</summary>
    public string? Find(string table, string column, string shape) =>
        _names.Count == 0 ? null : _names.GetValueOrDefault(Key(table, column, shape));

    public bool Equals(NameMap? other) => other is not null && Text == other.Text;

    public override bool Equals(object? obj) => Equals(obj as NameMap);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}
