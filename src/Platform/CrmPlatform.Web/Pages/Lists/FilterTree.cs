using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CrmPlatform.Content;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Cells;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>The way between the rows of the filter builder and the filter tree of a query.</summary>
internal static partial class FilterTree
{
    /// <summary>The tree of the rows that are complete; null when there is none.</summary>
    public static FilterNode? Of(IReadOnlyList<Filter> filters, bool any)
    {
        var parts = new List<FilterNode>();
        foreach (var bracket in filters.Where(f => f.Node is not null).Index().GroupBy(f => f.Item.Row.Group == 0 ? -1 - f.Index : f.Item.Row.Group))
        {
            var nodes = bracket.Select(f => f.Item.Node!).ToList();
            parts.Add(nodes.Count == 1 ? nodes[0] : Join(nodes, !any));
        }

        return parts.Count switch { 0 => null, 1 => parts[0], _ => Join(parts, any) };
    }

    /// <summary>The rows that mean the same as a tree, and what of it rows cannot say.</summary>
    public static (IReadOnlyList<FilterRow> Rows, bool Any, FilterNode? Other) Rows(PageContext page, ContentType type, FilterNode? tree)
    {
        if (tree is null)
        {
            return ([], false, null);
        }

        var any = tree is OrFilter { Items.Count: > 0 };
        IReadOnlyList<FilterNode> parts = tree switch { AndFilter every => every.Items, OrFilter some => some.Items, _ => [tree] };
        var rows = new List<FilterRow>();
        var rest = new List<FilterNode>();
        var group = 0;
        foreach (var part in parts)
        {
            IReadOnlyList<FilterNode> inner = part switch { OrFilter some when !any => some.Items, AndFilter every when any => every.Items, _ => [part] };
            var read = inner.Select(n => RowOf(page, type, n)).ToList();
            if (read.Count == 0 || read.Contains(null))
            {
                rest.Add(part);
                continue;
            }

            group += read.Count > 1 ? 1 : 0;
            rows.AddRange(read.Select(r => r! with { Group = read.Count > 1 ? group : 0 }));
        }

        return rest.Count == 0 ? (rows, any, null)
            : any ? ([], false, tree)
            : (rows, false, rest.Count == 1 ? rest[0] : new AndFilter(rest));
    }

    private static FilterNode Join(List<FilterNode> nodes, bool any) => any ? new OrFilter(nodes) : new AndFilter(nodes);

    private static FilterRow? RowOf(PageContext page, ContentType type, FilterNode node)
    {
        var negated = node is NotFilter;
        if ((node is NotFilter not ? not.Item : node) is not FieldCondition condition || Column.Find(page, type, condition.Field) is not { } column)
        {
            return null;
        }

        foreach (var op in Filters.OpsOf(page, column).Where(o => o.Negate == negated && Fits(o, condition)))
        {
            if (ValuesOf(page, op, condition) is { } values
                && Filters.Read(page, type, new FilterRow(condition.Field, op.Id, values), building: false) is { Node: not null, Error: null })
            {
                return new FilterRow(column.Path, op.Id, values);
            }
        }

        return null;
    }

    private static bool Fits(FilterOp op, FieldCondition condition) =>
        op.Operator == condition.Op
        || (op.Input == FilterInput.Options && (op.Operator, condition.Op) is (FilterOperator.In, FilterOperator.Equal) or (FilterOperator.NotIn, FilterOperator.NotEqual));

    private static List<string>? ValuesOf(PageContext page, FilterOp op, FieldCondition condition)
    {
        if (op.Input == FilterInput.None)
        {
            return [];
        }

        if (condition.Value is not { } json)
        {
            return null;
        }

        if (op.Input is FilterInput.Days)
        {
            var text = op.Ahead && json is { ValueKind: JsonValueKind.Array } && json.GetArrayLength() == 2 && json[0].ToString() == "today" ? json[1].ToString() : json.ToString();
            return DaysBack().Match(text) is { Success: true } match && op.Ahead == (match.Groups["sign"].Value == "+") ? [match.Groups["days"].Value] : null;
        }

        IEnumerable<JsonElement> items = json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : [json];
        var texts = items.Select(i => Text(page, i)).ToList();
        return texts.Contains(null) ? null : texts.ConvertAll(t => t!);
    }

    private static string? Text(PageContext page, JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number when json.TryGetInt64(out var whole) => whole.ToString(CultureInfo.InvariantCulture),
        JsonValueKind.Number => json.GetDecimal().ToString(page.Culture),
        _ => null,
    };

    [GeneratedRegex(@"^today(?<sign>[+-])(?<days>\d{1,5})d$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DaysBack();
}
