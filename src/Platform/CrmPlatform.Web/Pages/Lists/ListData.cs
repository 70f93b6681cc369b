using System.Globalization;
using System.Text.Json;
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
    private const int RowsPerPage = 50;
    private const int RowsPerGroup = 20;

    public required ContentType Type { get; init; }

    /// <summary>What the address says.</summary>
    public required ListState State { get; init; }
    public required IReadOnlyList<ListView> Views { get; init; }
    public required ListView View { get; init; }
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>Those of the view and of the address, as the builder and the chips show them.</summary>
    public required IReadOnlyList<Filter> Filters { get; init; }

    /// <summary>True: any of the filters rather than all.</summary>
    public bool Any { get; init; }

    /// <summary>Conditions of the view that the builder cannot show; they always hold.</summary>
    public FilterNode? Rest { get; init; }
    public IReadOnlyList<string> Sort { get; init; } = [];

    /// <summary>The group key, or null.</summary>
    public ListGroup? Group { get; init; }
    public required QueryPage Rows { get; init; }

    /// <summary>The groups, when the list is grouped and none of them is asked for.</summary>
    public IReadOnlyList<GroupHead>? Groups { get; init; }

    /// <summary>Parts of the address that could not be understood; with any of them there are no rows.</summary>
    public IReadOnlyList<ListProblem> Problems { get; init; } = [];

    /// <summary>Names of records that filters speak of.</summary>
    public IReadOnlyDictionary<RecordRef, RecordLink> Names { get; init; } = new Dictionary<RecordRef, RecordLink>();

    /// <summary>The filters of the list, without the group that is asked for.</summary>
    public FilterNode? Where { get; init; }

    public bool IsNarrowed => State.Search.Length > 0 || State.In is not null || Filters.Any(f => f.Node is not null) || Rest is not null;

    /// <summary>Its page below the tenant's root: the list of the type, or a board of it.</summary>
    public string Path { get => field ?? $"/c/{Type.Id}"; init; }

    /// <summary>True: all there is stands on this page.</summary>
    public bool IsWhole => Groups is null && Rows.NextCursor is null && State.Cursor is null;

    /// <summary>Whether the list differs from the view; its columns are the person's own affair and do not count.</summary>
    public bool IsModified =>
        State.Search.Length > 0 || (State.Group is not null && !SameGroup) || (State.Sort is not null && !Sort.SequenceEqual(View.Definition.Sort ?? [], StringComparer.OrdinalIgnoreCase)) || !SameFilters;

    /// <summary>The view as it would be saved now.</summary>
    public ViewDefinition Definition => View.Definition with
    {
        Type = Type.Id,
        Columns = [.. Columns.Select(c => c.Path)],
        Where = Join(FilterTree.Of(Filters, Any), Rest, State.Search),
        Sort = Sort.Count == 0 ? null : Sort,
        GroupBy = Group is null ? null : [Group.Key],
        Default = null,
        Order = null,
    };

    private bool SameGroup => string.Equals(Group?.Key, View.Definition.GroupBy is [var key, ..] ? key : null, StringComparison.OrdinalIgnoreCase);

    private bool SameFilters => !State.Own && State.Filters.Count == 0
        || Text(Join(FilterTree.Of(Filters, Any), Rest, "")) == Text(View.Definition.Where);

    public static async Task<ListData> ReadAsync(PageContext page, ContentType type)
    {
        var data = await SetUpAsync(page, type, ListState.Of(page.Request.Query));
        return await FillAsync(page, data);
    }

    /// <summary>Everything but rows.</summary>
    public static async Task<ListData> SetUpAsync(PageContext page, ContentType type, ListState asked)
    {
        var state = await TypedNames.ResolveAsync(page, type, asked);
        var views = await ListViews.ReadAsync(page, type);
        return SetUp(page, type, state, views, ListViews.Choose(views, state.View));
    }

    /// <summary>The filters alone, over the one view there is: for boards, which have neither views nor sort nor groups.</summary>
    public static async Task<ListData> SetUpAsync(PageContext page, ContentType type, ListState asked, ListView view)
    {
        var state = await TypedNames.ResolveAsync(page, type, asked);
        return SetUp(page, type, state with { View = null, Sort = null, Group = null, In = null, Cursor = null, Displaying = false }, [view], view);
    }

    private static ListData SetUp(PageContext page, ContentType type, ListState state, IReadOnlyList<ListView> views, ListView view)
    {
        var (rows, any, rest) = FilterTree.Rows(page, type, view.Definition.Where);
        if (!state.Own && any && state.Filters.Count > 0)
        {
            // What comes on top of "any of these" stands beside it, not in it.
            (rows, any, rest) = ([], false, view.Definition.Where);
        }

        IReadOnlyList<FilterRow> shown = state.Own ? state.Filters : [.. rows, .. state.Filters];
        any = state.Own ? state.Any : any;
        var read = shown.Select(f => Lists.Filters.Read(page, type, f, state.Building)).ToList();
        var filters = read.OfType<Filter>().ToList();
        var group = ListGroup.Of(page, type, state.Group ?? (view.Definition.GroupBy is [var key, ..] ? key : null));
        return new ListData
        {
            Type = type,
            State = state,
            Views = views,
            View = view,
            Columns = ColumnsOf(page, type, view),
            Filters = filters,
            Any = any,
            Rest = rest,
            Sort = state.Sort is null ? view.Definition.Sort ?? [] : [.. state.Sorts.Where(s => Column.Find(page, type, s.TrimStart('-')) is { Sortable: true })],
            Group = group,
            Rows = new QueryPage([], [], null),
            Problems = [.. ListProblem.Find(page, type, state, shown.Zip(read), views)],
            Where = Join(FilterTree.Of(filters, any), rest, state.Search),
        };
    }

    /// <summary>The rows, or the heads of the groups.</summary>
    public static async Task<ListData> FillAsync(PageContext page, ListData data)
    {
        var reader = page.Services.GetRequiredService<IContentReader>();
        data = await NameAsync(page, data);
        if (data.Problems.Count > 0)
        {
            return data;
        }

        try
        {
            return data.Group is { } group && data.State.In is null
                ? data with { Groups = await group.HeadsAsync(page, data) }
                : data with { Rows = await reader.QueryAsync(page.Actor, data.Query(data.Sort), page.Aborted) };
        }
        catch (UserError error) when (error.Code.Status != StatusCodes.Status403Forbidden)
        {
            return data with { Problems = [new ListProblem(page.T("list.this-page"), error, data.State with { Cursor = null, In = null })] };
        }
    }

    /// <summary>The list with the names of the records that its filters speak of.</summary>
    public static async Task<ListData> NameAsync(PageContext page, ListData data) => data with
    {
        Names = await page.Services.GetRequiredService<IContentReader>().NamesAsync(page.Actor, RecordsIn(data), page.Aborted),
    };

    /// <summary>The filters of the list and the group that is asked for.</summary>
    public FilterNode? Selected => Group is { } group && State.In is { } value ? Join(Where, group.NodeOf(value), "") : Where;

    public ContentQuery Query(IReadOnlyList<string> sort) => new()
    {
        Type = Type.Id,
        Where = Selected,
        Columns = [.. Columns.Select(c => c.Path)],
        Sort = sort,
        Cursor = State.Cursor,
        Limit = State.In is null ? RowsPerPage : RowsPerGroup,
    };

    /// <summary>The same list with these filters for its own.</summary>
    public ListState With(IEnumerable<Filter> filters)
    {
        var left = filters.ToList();
        var same = Text(Join(FilterTree.Of(left, Any), Rest, "")) == Text(View.Definition.Where);
        return State with { Own = !same, Any = Any && !same, Filters = same ? [] : [.. left.Select(f => f.Row)], In = null };
    }

    /// <summary>The shortest address of this list.</summary>
    public ListState Address => (Filters.All(f => f.Error is null && f.Node is not null) && SameFilters ? State with { Own = false, Any = false, Filters = [] } : State) with
    {
        Sort = Sort.SequenceEqual(View.Definition.Sort ?? [], StringComparer.OrdinalIgnoreCase) ? null : State.Sort,
        Group = SameGroup ? null : State.Group,
    };

    /// <summary>The sort that a click on a column's head asks for: up, then down, then up again; added: after those that are there.</summary>
    public ListState SortedBy(string path, bool added)
    {
        var now = Sort.FirstOrDefault(s => s.TrimStart('-').Equals(path, StringComparison.OrdinalIgnoreCase));
        var next = now == path ? "-" + path : path;
        IEnumerable<string> sorts = !added ? [next] : now is null ? Sort.Append(next) : Sort.Select(s => s == now ? next : s);
        return State with { Sort = string.Join(',', sorts.Take(5)), In = null };
    }

    public static FilterNode? Join(FilterNode? one, FilterNode? other, string search)
    {
        FilterNode?[] all = [one, other, search.Length > 0 ? new SearchFilter(search) : null];
        var nodes = all.OfType<FilterNode>().SelectMany(n => n is AndFilter every ? every.Items : [n]).ToList();
        return nodes.Count switch { 0 => null, 1 => nodes[0], _ => new AndFilter(nodes) };
    }

    private static string Text(FilterNode? node) => node is null ? "" : JsonSerializer.Serialize(node is AndFilter { Items: [var one] } ? one : node, DefinitionJson.Options);

    private static List<RecordRef> RecordsIn(ListData data) =>
        [.. data.Filters
            .Where(f => f.Op.Input == FilterInput.Record && f.Column.Field.TargetType is not null)
            .SelectMany(f => f.Row.Values.Select(v => long.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0).Select(id => new RecordRef(f.Column.Field.TargetType!, id)))
            .Distinct()];

    private static IReadOnlyList<Column> ColumnsOf(PageContext page, ContentType type, ListView view)
    {
        var paths = view.Columns is { Count: > 0 } chosen ? chosen : Usual(type);
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
}
