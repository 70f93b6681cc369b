using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Web.Cells;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Exports;

/// <summary>Makes cells of a spreadsheet of a list's columns: money becomes an amount and a currency.</summary>
internal sealed class ExportColumns(PageContext page, IReadOnlyList<Column> columns)
{
    public IReadOnlyList<string> Heads { get; } =
        [.. columns.SelectMany(c => c.Field.Type == FieldTypes.Money ? new[] { c.Label, $"{c.Label}, {page.T("export.currency")}" } : [c.Label])];

    public List<object?> Cells(IReadOnlyList<object?> values)
    {
        var cells = new List<object?>(Heads.Count);
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Field.Type == FieldTypes.Money)
            {
                var money = values[i] as Money;
                cells.Add(money?.Amount);
                cells.Add(money?.Currency);
            }
            else
            {
                cells.Add(Cell(columns[i].Field, values[i]));
            }
        }

        return cells;
    }

    private object? Cell(ContentField field, object? value) => value switch
    {
        null => null,
        long number => (decimal)number,
        decimal or bool or DateOnly => value,
        DateTimeOffset at => TimeZoneInfo.ConvertTime(at, page.Zone).DateTime,
        RecordLink link => link.Name,
        IEnumerable<RecordLink> links => string.Join("; ", links.Select(l => l.Name)),
        IEnumerable<string> several => string.Join("; ", several.Select(one => Choice(field, one))),
        string one when field.Type == FieldTypes.Choice => Choice(field, one),
        string text when field.Type != FieldTypes.Phone => text,
        System.Collections.IEnumerable many when value is not string => string.Join("; ", many.OfType<RecordLink>().Select(l => l.Name)),
        _ => page.TypeOf(field).Format(value, field, page.Format),
    };

    private string Choice(ContentField field, string id) =>
        page.L(field.Choices.FirstOrDefault(c => string.Equals(c.Id, id, StringComparison.OrdinalIgnoreCase))?.Label, id);
}
