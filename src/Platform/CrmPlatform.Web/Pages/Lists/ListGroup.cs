using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Cells;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>The head of a group: what its rows have in common, how many there are, and the sums of money.</summary>
/// <param name="Value">As the address has it; empty where the field is.</param>
public sealed record GroupHead(string Value, string Label, string? Color, long Count, IReadOnlyList<ListSum> Sums);

/// <summary>What the rows of a list are grouped by.</summary>
/// <param name="Key">As a query has it: <c>stage</c>, <c>month(closedOn)</c>.</param>
public sealed partial record ListGroup(string Key, Column Column, string Bucket)
{
    private const int Most = 200;

    private static readonly string[] _buckets = ["day", "week", "month", "quarter", "year"];

    public static ListGroup? Of(PageContext page, ContentType type, string? key)
    {
        if (key is null or ListState.NoGroup)
        {
            return null;
        }

        var match = Bucketed().Match(key);
        var path = match.Success ? match.Groups["path"].Value : key;
        var bucket = match.Success ? match.Groups["bucket"].Value : "";
        return Column.Find(page, type, path) is { } column && Fits(column, bucket.Length > 0) ? new ListGroup(key, column, bucket) : null;
    }

    /// <summary>The keys that a list can be grouped by, with their words.</summary>
    public static IEnumerable<(string Key, string Label)> Offered(PageContext page, ContentType type)
    {
        foreach (var field in type.OrderedFields.Where(f => !f.Hidden))
        {
            if (Column.Find(page, type, field.Id) is not { } column)
            {
                continue;
            }

            if (field.Type is FieldTypes.Date or FieldTypes.DateTime)
            {
                foreach (var bucket in _buckets.Skip(1))
                {
                    yield return ($"{bucket}({field.Id})", page.T("list.by-bucket", ("field", column.Label), ("bucket", page.T(BucketText(bucket)))));
                }
            }
            else if (Fits(column, false))
            {
                yield return (field.Id, column.Label);
            }
        }
    }

    private static string BucketText(string bucket) => bucket switch
    {
        "week" => "list.bucket-week",
        "month" => "list.bucket-month",
        "quarter" => "list.bucket-quarter",
        _ => "list.bucket-year",
    };

    public async Task<IReadOnlyList<GroupHead>> HeadsAsync(PageContext page, ListData data)
    {
        var sums = ListSums.Of(page, data.Columns, money: true);
        var reader = page.Services.GetRequiredService<IContentReader>();
        var query = new ContentQuery { Type = data.Type.Id, Where = data.Where, GroupBy = [Key], Aggregates = [new Aggregate("count"), .. sums.Aggregates], Limit = Most };
        var rows = (await reader.QueryAsync(page.Actor, query, page.Aborted)).Rows;
        var perCurrency = await sums.PerCurrencyAsync(data.Type, data.Where, Key);
        var heads = rows.Select(r => new GroupHead(
            Value(r.Values[0]), Label(page, r.Values[0]), Color(page, r.Values[0]), Convert.ToInt64(r.Values[1], CultureInfo.InvariantCulture), sums.Read(r.Values, 2, perCurrency, Value(r.Values[0]))));
        var order = ChoiceList.Of(page, Column.Field).Select(o => o.Id).ToList();
        return [.. heads.OrderBy(h => h.Value.Length == 0).ThenBy(h => order.Count == 0 ? 0 : order.FindIndex(o => o.Equals(h.Value, StringComparison.OrdinalIgnoreCase)) is var at and >= 0 ? at : order.Count).ThenBy(h => order.Count == 0 && Bucket.Length == 0 ? h.Label : "", StringComparer.Create(page.Culture, ignoreCase: true))];
    }

    /// <summary>The condition that holds for the rows of a group.</summary>
    public FilterNode NodeOf(string value)
    {
        if (value.Length == 0)
        {
            return new FieldCondition(Column.Path, FilterOperator.Empty, null);
        }

        if (Bucket.Length > 0 && DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first))
        {
            string[] days = [value, LastOf(first).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)];
            return new FieldCondition(Column.Path, FilterOperator.Between, JsonSerializer.SerializeToElement(days));
        }

        var json = Column.Field.Type switch
        {
            FieldTypes.Boolean => JsonSerializer.SerializeToElement(value == "true"),
            FieldTypes.Lookup or FieldTypes.Employee or FieldTypes.Integer when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) => JsonSerializer.SerializeToElement(id),
            _ => JsonSerializer.SerializeToElement(value),
        };
        return new FieldCondition(Column.Path, FilterOperator.Equal, json);
    }

    public static string Value(object? key) => key switch
    {
        null => "",
        RecordLink link => link.Id.ToString(CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        bool yes => yes ? "true" : "false",
        _ => Convert.ToString(key, CultureInfo.InvariantCulture) ?? "",
    };

    private static bool Fits(Column column, bool bucketed) => bucketed
        ? column.Field.Type is FieldTypes.Date or FieldTypes.DateTime
        : !column.Field.IsMany && column.Field.Type is FieldTypes.Choice or FieldTypes.Lookup or FieldTypes.Employee or FieldTypes.Boolean;

    private DateOnly LastOf(DateOnly first) => Bucket switch
    {
        "week" => first.AddDays(6),
        "month" => first.AddMonths(1).AddDays(-1),
        "quarter" => first.AddMonths(3).AddDays(-1),
        "year" => first.AddYears(1).AddDays(-1),
        _ => first,
    };

    private string Label(PageContext page, object? key) => key switch
    {
        null => page.T("list.group-empty", ("field", Column.Label)),
        RecordLink link => link.Name.Length == 0 ? page.T("value.unseen") : link.Name,
        bool yes => page.T(yes ? "value.yes" : "value.no"),
        DateOnly day => DayLabel(page, day),
        string id when ChoiceList.Of(page, Column.Field).FirstOrDefault(o => o.Id.Equals(id, StringComparison.OrdinalIgnoreCase)) is { } option => option.Label,
        _ => page.TypeOf(Column.Field).Format(key, Column.Field, page.Format),
    };

    private string DayLabel(PageContext page, DateOnly day) => Bucket switch
    {
        "month" => day.ToString("Y", page.Culture),
        "quarter" => page.T("list.quarter", ("quarter", ((day.Month - 1) / 3) + 1), ("year", day.Year)),
        "year" => day.Year.ToString(CultureInfo.InvariantCulture),
        "week" => page.T("list.week", ("from", day.ToString("d", page.Culture)), ("to", LastOf(day).ToString("d", page.Culture))),
        _ => day.ToString("D", page.Culture),
    };

    private string? Color(PageContext page, object? key) =>
        key is string id ? ChoiceList.Of(page, Column.Field).FirstOrDefault(o => o.Id.Equals(id, StringComparison.OrdinalIgnoreCase))?.Color : null;

    [GeneratedRegex(@"^(?<bucket>day|week|month|quarter|year)\((?<path>[^()]+)\)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bucketed();
}
