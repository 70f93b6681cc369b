using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Model;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Cells;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Search;

/// <summary>What was found in one type: its rows, the best first.</summary>
public sealed record FoundIn(ContentType Type, IReadOnlyList<Column> Columns, QueryPage Rows)
{
    private static readonly Dictionary<RecordRef, RecordLink> _noNames = [];

    /// <summary>The name of a row, or null when it has none.</summary>
    public static string? NameOf(QueryRow row) => row.Values[0] as string is { Length: > 0 } name ? name : null;

    /// <summary>The other columns of a row as one line of text.</summary>
    public string Detail(PageContext page, QueryRow row) =>
        string.Join(" · ", Columns.Skip(1).Select((c, i) => TextOf(page, c, row.Values[i + 1])).Where(t => t.Length > 0));

    private static string TextOf(PageContext page, Column column, object? value) => value switch
    {
        null => "",
        RecordLink link => link.Name,
        _ => RecordLinks.Text(page, column.Field, value, _noNames),
    };
}

/// <summary>Search over every type that can be searched, in the order in which a person would look.</summary>
internal static class RecordSearch
{
    /// <summary>Fewer characters would find everything.</summary>
    public const int Least = 3;

    public const int MostText = 200;

    /// <summary>The text that the address asks for.</summary>
    public static string TextOf(PageContext page)
    {
        var text = page.Request.Query["q"].ToString().Trim();
        return text.Length > MostText ? text[..MostText] : text;
    }

    /// <summary>
    /// Types with a record named so come first, then those with a name that begins so, then the rest, each in the order of the
    /// navigation, clients before others: who types a firm's name means the firm before its deals, which may bear its name.
    /// </summary>
    /// <param name="perType">The most rows of one type.</param>
    public static async Task<IReadOnlyList<FoundIn>> FindAsync(PageContext page, string text, int perType)
    {
        var found = new List<(FoundIn Found, int Rank)>();
        foreach (var type in NavItem.InOrder(page).Where(t => t.OrderedFields.Any(f => f.Searchable)))
        {
            var some = await FindAsync(page, type, text, perType);
            if (some.Rows.Rows is [var best, ..])
            {
                found.Add((some, Rank(page, best, text)));
            }
        }

        return [.. found.OrderBy(f => f.Rank).ThenByDescending(f => f.Found.Type.Has(KnownParts.Party)).Select(f => f.Found)];
    }

    private static async Task<FoundIn> FindAsync(PageContext page, ContentType type, string text, int perType)
    {
        var columns = Column.For(page, type, [type.NameField, .. Telling(type)]);
        var query = new ContentQuery { Type = type.Id, Columns = [.. columns.Select(c => c.Path)], Limit = perType };
        var reader = page.Services.GetRequiredService<IContentReader>();

        // The index of names finds those that begin so, however many others hold the words; the index of words finds the rest.
        var begins = new FieldCondition(type.NameField, FilterOperator.StartsWith, JsonSerializer.SerializeToElement(text));
        var named = await reader.QueryAsync(page.Actor, query with { Where = begins, Sort = [type.NameField] }, page.Aborted);
        if (named.NextCursor is not null)
        {
            // Those named so fill all places, and nothing that merely holds the words comes before them.
            return new FoundIn(type, columns, named with { Rows = [.. named.Rows.OrderBy(r => Rank(page, r, text))] });
        }

        var holding = await reader.QueryAsync(page.Actor, query with { Where = new SearchFilter(text) }, page.Aborted);
        var rows = named.Rows.Concat(holding.Rows).DistinctBy(r => r.Id).ToList();
        return new FoundIn(type, columns, holding with
        {
            Rows = [.. rows.OrderBy(r => Rank(page, r, text)).Take(perType)],
            NextCursor = holding.NextCursor ?? (rows.Count > perType ? named.NextCursor ?? "" : null),
        });
    }

    /// <summary>What tells records of one name apart: where they stand, what they are worth, how to reach them, whose they are.</summary>
    private static IEnumerable<string> Telling(ContentType type) =>
        type.OrderedFields
            .Where(f => !f.Hidden && f.Id != type.NameField)
            .Select(f => (f.Id, Place: PlaceOf(type, f)))
            .Where(f => f.Place < int.MaxValue)
            .OrderBy(f => f.Place)
            .Take(3)
            .Select(f => f.Id);

    private static int PlaceOf(ContentType type, ContentField field) => field.Type switch
    {
        FieldTypes.Choice when field.Id == StandardFields.Stage && type.Has(KnownParts.Staged) => 0,
        FieldTypes.Money when !type.Has(KnownParts.Party) => 1,
        FieldTypes.Phone => 2,
        FieldTypes.Lookup => 3,
        FieldTypes.Email => 4,
        _ when field.Searchable => 5,
        _ => int.MaxValue,
    };

    private static int Rank(PageContext page, QueryRow row, string text)
    {
        if (FoundIn.NameOf(row) is not { } name)
        {
            return 4;
        }

        const CompareOptions loosely = CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace;
        var compare = page.Culture.CompareInfo;
        return compare.Compare(name, text, loosely) == 0 ? 0
            : compare.IsPrefix(name, text, loosely) ? 1
            : compare.IndexOf(name, " " + text, loosely) >= 0 ? 2
            : compare.IndexOf(name, text, loosely) >= 0 ? 3
            : 4;
    }
}
