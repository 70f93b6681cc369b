using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Cells;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>The sum of a column: as people read it, and for money in several currencies each of them, with the base amount.</summary>
/// <param name="Text">The sum; of money in one currency its amount, in several the base amount.</param>
/// <param name="Parts">The amounts per currency, when there are several.</param>
public sealed record ListSum(string Path, string Label, string Text, IReadOnlyList<string> Parts);

/// <summary>Sums of the number and money columns of a list. Amounts of different currencies are never added but in the base currency.</summary>
internal sealed class ListSums
{
    private const int Most = 1000;

    private readonly PageContext _page;
    private readonly IReadOnlyList<Column> _columns;

    private ListSums(PageContext page, IReadOnlyList<Column> columns)
    {
        _page = page;
        _columns = columns;
    }

    public bool Any => _columns.Count > 0;

    public IReadOnlyList<Aggregate> Aggregates => [.. _columns.Select(c => new Aggregate("sum", c.Field.Type == FieldTypes.Money ? $"{c.Path}.base" : c.Path))];

    /// <param name="money">Only money; else whole and decimal numbers too. Percents have no sum.</param>
    public static ListSums Of(PageContext page, IReadOnlyList<Column> columns, bool money) =>
        new(page, [.. columns.Where(c => !c.Field.IsMany && (c.Field.Type == FieldTypes.Money || (!money && c.Field.Type is FieldTypes.Integer or FieldTypes.Decimal && !c.Field.System)))]);

    /// <summary>One query per money column: its amounts by currency (and by group).</summary>
    public async Task<IReadOnlyDictionary<(string Path, string Group), List<Money>>> PerCurrencyAsync(ContentType type, FilterNode? where, string? group)
    {
        var found = new Dictionary<(string, string), List<Money>>();
        foreach (var column in _columns.Where(c => c.Field.Type == FieldTypes.Money))
        {
            var currency = $"{column.Path}.currency";
            var query = new ContentQuery
            {
                Type = type.Id,
                Where = where,
                GroupBy = group is null ? [currency] : [currency, group],
                Aggregates = [new Aggregate("sum", $"{column.Path}.value")],
                Limit = Most,
            };
            foreach (var row in (await _page.Services.GetRequiredService<IContentReader>().QueryAsync(_page.Actor, query, _page.Aborted)).Rows)
            {
                var key = (column.Path, group is null ? "" : ListGroup.Value(row.Values[1]));
                if (row.Values[0] is string code && row.Values[^1] is decimal amount)
                {
                    (found.TryGetValue(key, out var list) ? list : found[key] = []).Add(new Money(amount, code));
                }
            }
        }

        return found;
    }

    /// <summary>The sums in a row of aggregates, from a place on.</summary>
    public IReadOnlyList<ListSum> Read(IReadOnlyList<object?> values, int from, IReadOnlyDictionary<(string Path, string Group), List<Money>> perCurrency, string group)
    {
        var sums = new List<ListSum>();
        for (var i = 0; i < _columns.Count; i++)
        {
            var column = _columns[i];
            var parts = perCurrency.GetValueOrDefault((column.Path, group)) ?? [];
            var text = parts is [var one] ? Format(column, one)
                : values[from + i] is not { } value ? ""
                : column.Field.Type == FieldTypes.Money ? Format(column, new Money(Convert.ToDecimal(value, CultureInfo.InvariantCulture), _page.Settings.BaseCurrency))
                : Format(column, column.Field.Type == FieldTypes.Integer ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : value);
            if (text.Length > 0)
            {
                sums.Add(new ListSum(column.Path, column.Label, text, parts.Count > 1 ? [.. parts.Select(p => Format(column, p))] : []));
            }
        }

        return sums;
    }

    private string Format(Column column, object value) => _page.TypeOf(column.Field).Format(value, column.Field, _page.Format);
}
