using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Web.Cells;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>All that a list shows.</summary>
public sealed record ListData
{
    public required ContentType Type { get; init; }
    public required ListState State { get; init; }
    public required IReadOnlyList<ViewDefinition> Views { get; init; }
    public ViewDefinition? View { get; init; }
    public required IReadOnlyList<Column> Columns { get; init; }
    public required IReadOnlyList<Filter> Filters { get; init; }
    public required string? Sort { get; init; }
    public required QueryPage Rows { get; init; }

    /// <summary>Parts of the address that could not be understood; with any of them there are no rows.</summary>
    public IReadOnlyList<ListProblem> Problems { get; init; } = [];

    /// <summary>Names of records that filters speak of.</summary>
    public IReadOnlyDictionary<RecordRef, RecordLink> Names { get; init; } = new Dictionary<RecordRef, RecordLink>();

    public FilterNode? Where { get; init; }

    public bool IsNarrowed => State.Search.Length > 0 || Filters.Any(f => f.Node is not null) || View?.Where is not null;

    public string Path => $"/c/{Type.Id}";

    /// <summary>True when all there is stands on this page.</summary>
    public bool IsWhole => Rows.NextCursor is null && State.Cursor is null;

    public static async Task<ListData> ReadAsync(PageContext page, ContentType type)
    {
        var state = await TypedNames.ResolveAsync(page, type, ListState.Of(page.Request.Query));
        var views = page.Model.Views
            .Where(v => string.Equals(v.Type, type.Id, StringComparison.OrdinalIgnoreCase))
            .OrderBy(v => v.Order ?? 1000).ThenBy(v => v.Id, StringComparer.OrdinalIgnoreCase)
            .ToList();
        var view = views.FirstOrDefault(v => string.Equals(v.Id, state.View, StringComparison.OrdinalIgnoreCase))
            ?? views.FirstOrDefault(v => v.Default == true)
            ?? views.FirstOrDefault();
        var columns = ColumnsOf(page, type, view);
        var read = state.Filters.Select(f => Lists.Filters.Read(page, type, f, state.Building)).ToList();
        var filters = read.OfType<Filter>().ToList();
        var sort = SortOf(page, type, state.Sort) ?? (view?.Sort is [var first, ..] ? first : null);
        var data = new ListData
        {
            Type = type,
            State = state,
            Views = views,
            View = view,
            Columns = columns,
            Filters = filters,
            Sort = sort,
            Rows = new QueryPage([], [], null),
            Problems = [.. ListProblem.Find(page, type, state, read, views)],
            Where = Combine(view?.Where, filters.Select(f => f.Node), state.Search),
        };
        return await FillAsync(page, data, SortOf(page, type, state.Sort) is { } own ? [own] : view?.Sort ?? []);
    }

    public ContentQuery Query(IReadOnlyList<string> sort) => new()
    {
        Type = Type.Id,
        Where = Where,
        Columns = [.. Columns.Select(c => c.Path)],
        Sort = sort,
        Cursor = State.Cursor,
    };

    private static async Task<ListData> FillAsync(PageContext page, ListData data, IReadOnlyList<string> sort)
    {
        var reader = page.Services.GetRequiredService<IContentReader>();
        var named = await reader.NamesAsync(page.Actor, RecordsIn(data), page.Aborted);
        if (data.Problems.Count > 0)
        {
            return data with { Names = named };
        }

        try
        {
            return data with { Names = named, Rows = await reader.QueryAsync(page.Actor, data.Query(sort), page.Aborted) };
        }
        catch (UserError error) when (error.Code.Status != StatusCodes.Status403Forbidden)
        {
            var problem = new ListProblem(page.T("list.this-page"), error, data.State with { Cursor = null });
            return data with { Names = named, Problems = [problem] };
        }
    }

    private static List<RecordRef> RecordsIn(ListData data) =>
        [.. data.Filters
            .Where(f => f.Op.Input == FilterInput.Record && f.Column.Field.TargetType is not null)
            .SelectMany(f => f.Row.Values.Select(v => long.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0).Select(id => new RecordRef(f.Column.Field.TargetType!, id)))
            .Distinct()];

    private static IReadOnlyList<Column> ColumnsOf(PageContext page, ContentType type, ViewDefinition? view)
    {
        var paths = view?.Columns is { Count: > 0 } chosen ? chosen : Usual(type);
        var columns = Column.For(page, type, paths);
        return columns.Any(c => string.Equals(c.Path, type.NameField, StringComparison.OrdinalIgnoreCase))
            ? columns
            : [.. Column.For(page, type, [type.NameField]), .. columns];
    }

    private static IEnumerable<string> Usual(ContentType type) =>
        type.OrderedFields
            .Where(f => !f.Hidden && f.Type is not FieldTypes.LongText)
            .OrderByDescending(f => string.Equals(f.Id, type.NameField, StringComparison.OrdinalIgnoreCase))
            .ThenByDescending(f => f.Definition.Essential == true)
            .Take(6)
            .Select(f => f.Id);

    private static string? SortOf(PageContext page, ContentType type, string? sort) =>
        sort is not null && Column.Find(page, type, sort.TrimStart('-')) is { Sortable: true } ? sort : null;

    private static FilterNode? Combine(FilterNode? view, IEnumerable<FilterNode?> filters, string search)
    {
        var nodes = filters.OfType<FilterNode>().ToList();
        if (view is not null)
        {
            nodes.Insert(0, view);
        }

        if (search.Length > 0)
        {
            nodes.Add(new SearchFilter(search));
        }

        return nodes.Count switch { 0 => null, 1 => nodes[0], _ => new AndFilter(nodes) };
    }
}
