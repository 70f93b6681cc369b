using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Web.Cells;
using CrmPlatform.Web.Editors;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>Filters by a record whose name was typed rather than chosen: without a script, or in a hurry.</summary>
internal static class TypedNames
{
    /// <summary>The state with the numbers of the records that are meant; a name of none or of several stays as it was typed.</summary>
    public static async Task<ListState> ResolveAsync(PageContext page, ContentType type, ListState state)
    {
        var filters = new List<FilterRow>();
        foreach (var filter in state.Filters)
        {
            filters.Add(filter.Values is [var typed] && typed.StartsWith(ListState.Typed, StringComparison.Ordinal) ? await ResolveAsync(page, type, filter, typed[ListState.Typed.Length..]) : filter);
        }

        return state with { Filters = filters };
    }

    private static async Task<FilterRow> ResolveAsync(PageContext page, ContentType type, FilterRow filter, string name)
    {
        if (Column.Find(page, type, filter.Field) is not { } column)
        {
            return filter;
        }

        var found = await Lookups.NamedAsync(page, Lookups.TypesOf(page, column.Field), name, page.Aborted);
        return found is [var one] ? filter with { Values = [one.Id.ToString(CultureInfo.InvariantCulture)] } : filter;
    }
}
