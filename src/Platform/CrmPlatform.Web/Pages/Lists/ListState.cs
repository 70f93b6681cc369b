using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>A row of the filter builder as the address carries it: <c>f1=stage&amp;o1=in&amp;v1=won&amp;v1=lost</c>.</summary>
/// <param name="Group">Rows of one number stand in one bracket (<c>g1=1</c>); 0: alone.</param>
public sealed record FilterRow(string Field, string? Op, IReadOnlyList<string> Values, int Group = 0);

/// <summary>What the address of a list says. What it does not say is as the view has it.</summary>
public sealed record ListState
{
    /// <summary>Begins a value that is a typed name rather than a record's number.</summary>
    public const string Typed = "?";

    /// <summary>Hidden field of forms that do something with the list: its address after the question mark.</summary>
    public const string Input = "~state";

    /// <summary>A group of this name: the rows are not grouped, whatever the view says.</summary>
    public const string NoGroup = "-";

    private const int MaxFilters = 20;

    public string? View { get; init; }
    public string Search { get; init; } = "";
    public IReadOnlyList<FilterRow> Filters { get; init; } = [];

    /// <summary>True: the filters stand for those of the view; false: they come on top of them.</summary>
    public bool Own { get; init; }

    /// <summary>True: any of the filters, and all within a bracket; false: all of them, and any within a bracket.</summary>
    public bool Any { get; init; }

    /// <summary>Sort keys, comma between: <c>-amount,name</c>.</summary>
    public string? Sort { get; init; }

    /// <summary>The group key, as a query has it.</summary>
    public string? Group { get; init; }

    /// <summary>Only the rows of this group; empty: those whose group key is empty. Null: all.</summary>
    public string? In { get; init; }
    public string? Cursor { get; init; }

    /// <summary>True: the filter builder is open.</summary>
    public bool Building { get; init; }

    /// <summary>True: the choice of columns, sort and group is open.</summary>
    public bool Displaying { get; init; }

    public IReadOnlyList<string> Sorts => Sort is null ? [] : Sort.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static ListState Of(IQueryCollection query) => Of(name => query[name]);

    /// <summary>The state that a form carries in its field <see cref="Input"/>.</summary>
    public static ListState Of(IFormCollection form)
    {
        var query = QueryHelpers.ParseQuery(form[Input].ToString());
        return Of(name => query.GetValueOrDefault(name)) with { Cursor = null };
    }

    /// <summary>The address of this state, without the host; the panels closed and on the first page.</summary>
    public string Url(string path) => path + Query().ToString();

    /// <summary>The same after the question mark, for forms.</summary>
    public string Text => Query().ToString().TrimStart('?');

    public string NextUrl(string path, string cursor)
    {
        var query = Query();
        query.Add("cursor", cursor);
        return path + query.ToString();
    }

    public string GroupUrl(string path, string value) => (this with { In = value }).Url(path);

    public ListState Without(FilterRow row) => this with { Filters = [.. Filters.Where(f => f != row)] };

    private static ListState Of(Func<string, StringValues> query)
    {
        var filters = new List<FilterRow>();
        for (var i = 1; i <= MaxFilters; i++)
        {
            if (query($"f{i}").ToString() is { Length: > 0 } field)
            {
                filters.Add(new FilterRow(field, Word(query($"o{i}")), ValuesOf(query, i), Number(query($"g{i}"))));
            }
        }

        if (Number(query("drop")) is > 0 and var at && at <= filters.Count)
        {
            filters.RemoveAt(at - 1);
        }

        if (Word(query("add")) is { } add && filters.Count < MaxFilters)
        {
            Add(filters, add, Number(query("to")));
        }

        return new ListState
        {
            View = Word(query("view")),
            Search = query("q").ToString().Trim(),
            Filters = filters,
            Own = query("own").ToString() == "1",
            Any = query("any").ToString() == "1",
            Sort = Word(query("sort")),
            Group = Word(query("group")),
            In = query("in") is { Count: > 0 } value ? value.ToString() : null,
            Cursor = Word(query("cursor")),
            Building = query("filter").Count > 0 || Word(query("add")) is not null || query("drop").Count > 0,
            Displaying = query("display").Count > 0,
        };
    }

    /// <summary>Adds a row: alone, or into the bracket of another, which is made at need.</summary>
    private static void Add(List<FilterRow> filters, string field, int to)
    {
        if (to < 1 || to > filters.Count)
        {
            filters.Add(new FilterRow(field, null, []));
            return;
        }

        var group = filters[to - 1].Group is > 0 and var known ? known : filters.Max(f => f.Group) + 1;
        filters[to - 1] = filters[to - 1] with { Group = group };
        filters.Insert(filters.FindLastIndex(f => f.Group == group) + 1, new FilterRow(field, null, [], group));
    }

    private QueryBuilder Query()
    {
        var query = new QueryBuilder();
        Add(query, "view", View);
        Add(query, "q", Search);
        Add(query, "own", Own ? "1" : null);
        Add(query, "any", Any ? "1" : null);
        var i = 0;
        foreach (var filter in Filters)
        {
            i++;
            query.Add($"f{i}", filter.Field);
            Add(query, $"o{i}", filter.Op);
            query.Add($"v{i}", filter.Values);
            Add(query, $"g{i}", filter.Group == 0 ? null : filter.Group.ToString(CultureInfo.InvariantCulture));
        }

        Add(query, "sort", Sort);
        Add(query, "group", Group);
        if (In is not null)
        {
            query.Add("in", In);
        }

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
    private static List<string> ValuesOf(Func<string, StringValues> query, int row)
    {
        var values = query($"v{row}").OfType<string>().Where(v => v.Length > 0).ToList();
        return values.Count == 0 && Word(query($"v{row}.text")) is { } typed ? [Typed + typed] : values;
    }

    private static string? Word(StringValues values) => values.ToString() is { Length: > 0 } text ? text : null;

    private static int Number(StringValues values) =>
        int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MaxFilters ? number : 0;
}
