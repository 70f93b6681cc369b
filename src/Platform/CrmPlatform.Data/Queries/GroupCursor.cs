using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content.Queries;
using CrmPlatform.Data.Records;

namespace CrmPlatform.Data.Queries;

/// <summary>
/// Where a page of groups ended: how many came before, and a hash of the question. Not the last group's keys, as for rows: every
/// page reckons all groups anyway, so that keys would save nothing, and a sum that changes between two pages moves its group
/// under either.
/// </summary>
internal static class GroupCursor
{
    public static string Write(BoundQuery query, long offset) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new[] { Sign(query), offset.ToString(CultureInfo.InvariantCulture) }));

    /// <summary>0 without a cursor.</summary>
    /// <exception cref="Errors.UserError"><c>query.bad-cursor</c></exception>
    public static long Read(BoundQuery query)
    {
        if (string.IsNullOrEmpty(query.Cursor))
        {
            return 0;
        }

        try
        {
            if (JsonSerializer.Deserialize<string?[]>(Base64Url.DecodeFromChars(query.Cursor)) is [{ } sign, { } text]
                && sign == Sign(query)
                && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            {
                return offset;
            }
        }
        catch (Exception error) when (error is FormatException or JsonException or ArgumentException)
        {
            throw StorageErrors.BadCursor.With();
        }

        throw StorageErrors.BadCursor.With();
    }

    private static string Sign(BoundQuery query) => Naming.Hash(string.Join(
        '|',
        query.GroupBy.Select(g => g.Key.ToLowerInvariant())
            .Concat(query.Sort.Select(s => $"{s.Key.ToLowerInvariant()} {s.Descending}"))
            .Prepend($"groups of {query.Type.Id} {query.Bin}")));
}
