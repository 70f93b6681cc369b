using CrmPlatform.Content;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Web.Cells;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>
/// A part of a list's address that could not be understood. The list then shows no rows: rows that nobody asked for would be
/// read as the answer.
/// </summary>
/// <param name="Condition">What was asked, in words.</param>
/// <param name="Without">The list without that part.</param>
public sealed record ListProblem(string Condition, UserError Error, ListState Without)
{
    public static IEnumerable<ListProblem> Find(
        PageContext page, ContentType type, ListState state, IEnumerable<(FilterRow Row, Filter? Filter)> filters, IReadOnlyList<ListView> views)
    {
        if (state.View is { } view && !views.Any(v => v.Id.Equals(view, StringComparison.OrdinalIgnoreCase)))
        {
            var known = string.Join(", ", views.Where(v => !v.Hidden).Select(v => v.Label));
            var code = view.All(char.IsAsciiDigit) ? ListErrors.NoSuchView : ListErrors.NoView;
            yield return new(page.T("list.view-named", ("view", view)), code.With(("view", view), ("known", known)), state with { View = null });
        }

        foreach (var (row, filter) in filters)
        {
            if ((filter is null ? Unknown(page, type, row) : filter.Error) is { } error)
            {
                yield return new(Words(page, filter, row), error, state.Without(row) with { Building = false });
            }
        }

        foreach (var sort in state.Sorts)
        {
            if (SortError(page, type, sort) is { } bad)
            {
                var left = state.Sorts.Where(s => s != sort).ToList();
                yield return new(page.T("list.sorted-by", ("field", sort.TrimStart('-'))), bad, state with { Sort = left.Count == 0 ? null : string.Join(',', left) });
            }
        }

        if (state.Group is { } group and not ListState.NoGroup && ListGroup.Of(page, type, group) is null)
        {
            yield return new(page.T("list.grouped-by", ("field", group)), ListErrors.NoGroup.With(("field", group)), state with { Group = null, In = null });
        }
    }

    private static string Words(PageContext page, Filter? filter, FilterRow row) =>
        filter is null
            ? $"{row.Field} {string.Join(" – ", row.Values)}".TrimEnd()
            : $"{page.T("list.chip", ("field", filter.Column.Label))} {filter.Words}".TrimEnd();

    /// <summary>The binder knows the nearest name; what it takes and a list cannot show is refused here.</summary>
    private static UserError Unknown(PageContext page, ContentType type, FilterRow row) =>
        Filters.Refused(page, type, new FieldCondition(row.Field, FilterOperator.NotEmpty, null))
        ?? ListErrors.NoFilter.With(("field", row.Field));

    private static UserError? SortError(PageContext page, ContentType type, string sort)
    {
        try
        {
            QueryBinder.Bind(page.Model, new ContentQuery { Type = type.Id, Sort = [sort] }, Filters.ContextOf(page));
            return Column.Find(page, type, sort.TrimStart('-')) is { Sortable: true } ? null : ListErrors.NoSort.With(("field", sort.TrimStart('-')));
        }
        catch (UserError error)
        {
            return error;
        }
    }
}
