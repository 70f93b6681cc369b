using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Model;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Boards;

/// <summary>Which fields of a type its cards show.</summary>
public sealed record CardFields(ContentField Name, ContentField? Amount, ContentField? Party, ContentField? Owner)
{
    public static CardFields Of(PageContext page, ContentType type)
    {
        var fields = type.OrderedFields.Where(f => !f.Hidden).ToList();
        return new CardFields(
            type.Fields[type.NameField],
            fields.FirstOrDefault(f => f.Type == FieldTypes.Money),
            fields.FirstOrDefault(f => f.Type == FieldTypes.Lookup && f.TargetType is { } t && page.Model.Find(t)?.Has(KnownParts.Party) == true),
            fields.FirstOrDefault(f => f.Id.Equals(StandardFields.Owner, StringComparison.OrdinalIgnoreCase)));
    }
}

/// <summary>Values of one card by field.</summary>
public readonly struct CardValues(QueryPage page, QueryRow row)
{
    public object? this[string? field]
    {
        get
        {
            for (var i = 0; field is not null && i < page.Columns.Count; i++)
            {
                if (string.Equals(page.Columns[i], field, StringComparison.OrdinalIgnoreCase))
                {
                    return row.Values[i];
                }
            }

            return null;
        }
    }
}

/// <summary>Sums for heads of columns, each currency for itself; digits after the point where there are any.</summary>
internal static class Sums
{
    public static IEnumerable<string> Of(PageContext page, IReadOnlyDictionary<string, decimal> sums, ContentField? money) =>
        sums.Where(s => s.Value != 0).OrderByDescending(s => s.Value).Select(s => Text(page, new Money(s.Value, s.Key), money));

    private static string Text(PageContext page, Money money, ContentField? field) =>
        field is null
            ? $"{money.Amount.ToString(IsWhole(money) ? "N0" : "N2", page.Culture)} {money.Currency}"
            : page.TypeOf(field).Format(money, IsWhole(money) ? Whole(field) : field, page.Format);

    private static bool IsWhole(Money money) => money.Amount == decimal.Truncate(money.Amount);

    /// <summary>The same field without digits after the point.</summary>
    private static ContentField Whole(ContentField field) => field with { Definition = field.Definition with { Scale = 0 } };
}
