using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Web.Cells;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>The fields that a list can be filtered by: the type's own, and those of the records it points to.</summary>
internal static class FilterFields
{
    private static readonly string[] _system = [SystemFields.CreatedAt, SystemFields.UpdatedAt];

    /// <summary>Groups of columns: the type's own first, then one per lookup.</summary>
    public static IReadOnlyList<(string Label, IReadOnlyList<Column> Columns)> For(PageContext page, ContentType type) =>
        Grouped(page, type, c => Filters.OpsOf(page, c).Count > 2);

    /// <summary>The columns that a list can show, in the same groups.</summary>
    public static IReadOnlyList<(string Label, IReadOnlyList<Column> Columns)> Shown(PageContext page, ContentType type) => Grouped(page, type, _ => true);

    private static List<(string Label, IReadOnlyList<Column> Columns)> Grouped(PageContext page, ContentType type, Func<Column, bool> fits)
    {
        var groups = new List<(string, IReadOnlyList<Column>)>
        {
            (page.L(type.Label, type.Id), Fitting(page, type, type, "", fits)),
        };
        foreach (var lookup in type.OrderedFields.Where(f => !f.Hidden && f.Type is FieldTypes.Lookup or FieldTypes.Employee && f.TargetType is not null))
        {
            if (page.Model.Find(lookup.TargetType!) is { } target)
            {
                groups.Add((page.L(lookup.Label, lookup.Id), Fitting(page, type, target, lookup.Id + ".", fits)));
            }
        }

        return groups;
    }

    private static List<Column> Fitting(PageContext page, ContentType root, ContentType owner, string prefix, Func<Column, bool> fits) =>
        [.. owner.OrderedFields.Where(f => !f.Hidden).Select(f => f.Id).Concat(prefix.Length == 0 ? _system : [])
            .Select(id => Column.Find(page, root, prefix + id))
            .OfType<Column>()
            .Where(fits)];
}
