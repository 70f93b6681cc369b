using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace CrmPlatform.Web.Cells;

/// <summary>A column of a list: what it shows, under which head, and the fragment that renders each of its cells.</summary>
/// <param name="Path">As a query names it.</param>
/// <param name="Type">The type that the field belongs to, after the hops of the path.</param>
public sealed record Column(string Path, ContentType Type, ContentField Field, string Label, bool Numeric, bool Sortable, RenderFragment<object?> Cell)
{
    /// <summary>The columns of paths that lead somewhere; dormant ones are passed over.</summary>
    public static IReadOnlyList<Column> For(PageContext page, ContentType type, IEnumerable<string> paths) =>
        [.. paths.Select(p => Find(page, type, p)).OfType<Column>()];

    public static Column? Find(PageContext page, ContentType type, string path)
    {
        var owner = type;
        var labels = new List<string>();
        var many = false;
        var steps = path.Split('.');
        for (var i = 0; i < steps.Length; i++)
        {
            if (owner.Find(steps[i]) is not { } field)
            {
                return null;
            }

            labels.Add(page.L(field.Label, field.Id));
            many |= field.IsMany;
            if (i == steps.Length - 1)
            {
                var label = string.Join(" › ", labels);
                return new Column(path, owner, field, label, IsNumeric(field), !many && IsSortable(field), CellFragments.For(page, field));
            }

            if (field.TargetType is null || page.Model.Find(field.TargetType) is not { } target)
            {
                return null;
            }

            owner = target;
        }

        return null;
    }


    public static bool IsNumeric(ContentField field) =>
        field.Type is FieldTypes.Integer or FieldTypes.Decimal or FieldTypes.Percent or FieldTypes.Money;

    private static bool IsSortable(ContentField field) =>
        field.Type is not (FieldTypes.LongText or FieldTypes.Address or FieldTypes.MultiChoice or FieldTypes.MultiLookup or FieldTypes.Reference);
}
