using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Queries;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Data.Records;

namespace CrmPlatform.Data.Queries;

/// <summary>Where a page ended: the values of the sort keys of its last row, and a hash of the order they belong to.</summary>
internal sealed record Cursor(IReadOnlyList<object?> Values)
{
    public string Write(BoundQuery query, IReadOnlyList<SortKey> keys)
    {
        var parts = Values.Select(Text).Prepend(Sign(query, keys));
        return Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(parts));
    }

    /// <exception cref="Errors.UserError"><c>query.bad-cursor</c></exception>
    public static Cursor? Read(BoundQuery query, IReadOnlyList<SortKey> keys)
    {
        if (string.IsNullOrEmpty(query.Cursor))
        {
            return null;
        }

        try
        {
            var parts = JsonSerializer.Deserialize<string?[]>(Base64Url.DecodeFromChars(query.Cursor));
            if (parts is not null && parts.Length == keys.Count + 1 && parts[0] == Sign(query, keys))
            {
                return new Cursor([.. keys.Select((key, i) => Value(parts[i + 1], key))]);
            }
        }
        catch (Exception error) when (error is FormatException or JsonException or OverflowException or ArgumentException)
        {
            throw StorageErrors.BadCursor.With();
        }

        throw StorageErrors.BadCursor.With();
    }

    private static string Sign(BoundQuery query, IReadOnlyList<SortKey> keys) =>
        Naming.Hash($"{query.Type.Id}|{query.Bin}|{string.Join('|', keys.Select(k => $"{k.Key.ToLowerInvariant()} {k.Descending} {Naming.Shape(k.Column)}"))}");

    private static string? Text(object? value) =>
        value switch
        {
            null => null,
            string text => text,
            long number => number.ToString(CultureInfo.InvariantCulture),
            decimal number => number.ToString(CultureInfo.InvariantCulture),
            bool flag => flag ? "1" : "0",
            DateOnly day => SqliteValues.Day(day),
            DateTimeOffset instant => SqliteValues.Instant(instant),
            _ => throw new NotSupportedException(value.GetType().Name),
        };

    private static object? Value(string? text, SortKey key)
    {
        if (text is null)
        {
            return key.Nullable ? null : throw new FormatException();
        }

        return key.Column.Kind switch
        {
            StorageKind.Text => text,
            StorageKind.Integer => long.Parse(text, CultureInfo.InvariantCulture),
            StorageKind.Decimal => decimal.Parse(text, CultureInfo.InvariantCulture),
            StorageKind.Boolean => text == "1",
            StorageKind.Date => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            StorageKind.Instant => DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            _ => throw new FormatException(),
        };
    }
}
