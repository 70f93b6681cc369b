using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>A row of the filter builder as the address carries it: <c>f1=stage&amp;o1=in&amp;v1=won&amp;v1=lost</c>.</summary>
public sealed record FilterRow(string Field, string? Op, IReadOnlyList<string> Values);

/// <summary>What the address of a list says.</summary>
public sealed record ListState
{
    /// <summary>Begins a value that is a typed name rather than a record's number.</summary>
    public const string Typed = "?";

    private const int MaxFilters = 20;

    public string? View { get; init; }
    public string Search { get; init; } = "";
    public IReadOnlyList<FilterRow> Filters { get; init; } = [];
    public string? Sort { get; init; }
    public string? Cursor { get; init; }

    /// <summary>True: the filter builder is open.</summary>
    public bool Building { get; init; }

    public static ListState Of(IQueryCollection query)
    {
        var filters = new List<FilterRow>();
        for (var i = 1; i <= MaxFilters; i++)
        {
            if (query[$"f{i}"].ToString() is { Length: > 0 } field)
            {
                filters.Add(new FilterRow(field, Text(query[$"o{i}"]), ValuesOf(query, i)));
            }
        }

        if (Text(query["drop"]) is { } drop && int.TryParse(drop, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at >= 1 && at <= filters.Count)
        {
            filters.RemoveAt(at - 1);
        }

        if (Text(query["add"]) is { } add && filters.Count < MaxFilters)
        {
            filters.Add(new FilterRow(add, null, []));
        }

        return new ListState
        {
            View = Text(query["view"]),
            Search = query["q"].ToString().Trim(),
            Filters = filters,
            Sort = Text(query["sort"]),
            Cursor = Text(query["cursor"]),
            Building = query.ContainsKey("filter") || query.ContainsKey("add") || query.ContainsKey("drop"),
        };
    }

    /// <summary>The address of this state, without the host; the builder closed and on the first page.</summary>
    public string Url(string path) => path + Query().ToString();

    public string NextUrl(string path, string cursor)
    {
        var query = Query();
        query.Add("cursor", cursor);
        return path + query.ToString();
    }

    public ListState Without(FilterRow row) => this with { Filters = [.. Filters.Where(f => f != row)] };

    /// <summary>The sort that a click on a column's head asks for: up, then down, then up again.</summary>
    public ListState SortedBy(string path, string? now) => this with { Sort = now == path ? "-" + path : path };

    private QueryBuilder Query()
    {
        var query = new QueryBuilder();
        Add(query, "view", View);
        Add(query, "q", Search);
        var i = 0;
        foreach (var filter in Filters)
        {
            i++;
            query.Add($"f{i}", filter.Field);
            Add(query, $"o{i}", filter.Op);
            query.Add($"v{i}", filter.Values);
        }

        Add(query, "sort", Sort);
        return query;
    }

    private static void Add(QueryBuilder query, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            query.Add(name, value);
        }
    }

    /// <summary>A lookup posts the id it chose beside the words typed: <c>v1</c> wins over <c>v1.text</c>.</summary>
    private static List<string> ValuesOf(IQueryCollection query, int row)
    {
        var values = query[$"v{row}"].OfType<string>().Where(v => v.Length > 0).ToList();
        return values.Count == 0 && Text(query[$"v{row}.text"]) is { } typed ? [Typed + typed] : values;
    }

    private static string? Text(StringValues values) => values.ToString() is { Length: > 0 } text ? text : null;
}

