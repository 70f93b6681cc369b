using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Xunit;

namespace CrmPlatform.Tests.Data;

/// <summary>What the database answers is held against the same question asked of the records in memory.</summary>
public abstract class QueryTests(DatabaseKind kind) : StorageTests(kind)
{
    private static readonly TimeZoneInfo _berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private readonly SalesData _data = new();

    public static TheoryData<string> Filters { get; } =
    [
        """{"field":"name","op":"contains","value":"muller"}""",
        """{"field":"name","op":"startsWith","value":"ЁЛ"}""",
        """{"field":"name","op":"startsWith","value":"zeta_%"}""",
        """{"field":"name","op":"eq","value":"o'brien order 3"}""",
        """{"field":"remark","op":"eq","value":"ёлка"}""",
        """{"field":"remark","op":"ne","value":"ёлка"}""",
        """{"field":"remark","op":"in","value":["muller","ЯЩИК"]}""",
        """{"field":"remark","op":"notContains","value":"e"}""",
        """{"field":"remark","op":"empty"}""",
        """{"field":"story","op":"contains","value":"MÜLLER"}""",
        """{"not":{"field":"story","op":"notEmpty"}}""",
        """{"field":"amount","op":"ge","value":500}""",
        """{"field":"amount","op":"lt","value":510.01}""",
        """{"field":"amount.value","op":"between","value":[100.01,400]}""",
        """{"field":"amount.currency","op":"eq","value":"EUR"}""",
        """{"field":"amount","op":"empty"}""",
        """{"field":"rate","op":"eq","value":0.555}""",
        """{"field":"rate","op":"gt","value":-0.005}""",
        """{"field":"rate","op":"le","value":-0.005}""",
        """{"field":"floor","op":"in","value":[1,2,3]}""",
        """{"field":"floor","op":"notIn","value":[1,2,3]}""",
        """{"not":{"field":"floor","op":"gt","value":3}}""",
        """{"field":"closedOn","op":"between","value":["2026-02-01","2026-05-31"]}""",
        """{"field":"due","op":"eq","value":"2026-03-29"}""",
        """{"field":"due","op":"lt","value":"2026-04-01T10:00:00+02:00"}""",
        """{"field":"hot","op":"eq","value":true}""",
        """{"not":{"field":"hot","op":"eq","value":true}}""",
        """{"field":"stage","op":"in","value":["new","won"]}""",
        """{"field":"tags","op":"contains","value":"big"}""",
        """{"field":"tags","op":"notContains","value":"big"}""",
        """{"field":"tags","op":"empty"}""",
        """{"field":"tags","op":"notEmpty"}""",
        """{"field":"company","op":"empty"}""",
        """{"field":"company.sector","op":"eq","value":"retail"}""",
        """{"field":"company.sector","op":"ne","value":"retail"}""",
        """{"field":"company.sector","op":"empty"}""",
        """{"field":"company.parent.name","op":"contains","value":"acme"}""",
        """{"not":{"field":"company.parent.name","op":"contains","value":"acme"}}""",
        """{"field":"company.tags","op":"contains","value":"red"}""",
        """{"field":"company.address.city","op":"eq","value":"naive"}""",
        """{"field":"company.address","op":"empty"}""",
        """{"field":"company.deletedAt","op":"notEmpty"}""",
        """{"field":"partners.sector","op":"eq","value":"it"}""",
        """{"not":{"field":"partners.sector","op":"eq","value":"it"}}""",
        """{"field":"partners","op":"contains","value":9}""",
        """{"field":"partners.parent.sector","op":"in","value":["it","retail"]}""",
        """{"field":"company.Deal:company.amount","op":"gt","value":1900}""",
        """{"field":"company.Deal:partners.hot","op":"eq","value":true}""",
        """{"field":"id","op":"in","value":[50,60,70,400]}""",
        """{"field":"createdAt","op":"ge","value":"2026-03-20T02:00:00Z"}""",
        """{"field":"phone","op":"contains","value":"91"}""",
        """{"field":"mail","op":"eq","value":"A3@example.com"}""",
        """{"search":"mull"}""",
        """{"search":"ёлка ord"}""",
        """{"search":"7916"}""",
        """{"search":"or der"}""",
        """{"search":"o_der"}""",
        """{"search":"o%r"}""",
        """{"search":"eta_%"}""",
        """{"search":"eл 12"}""",
        """{"not":{"search":"order"}}""",
        """{"or":[{"search":"acme"},{"field":"hot","value":true}]}""",
        """{"and":[{"search":"order"},{"field":"hot","value":true},{"not":{"field":"floor","op":"in","value":[1,2,3,4,5]}}]}""",
        """{"and":[]}""",
        """{"or":[]}""",
        """{"or":[{"and":[{"field":"hot","value":false},{"field":"company.sector","value":"it"}]},{"not":{"or":[{"field":"floor","op":"lt","value":5},{"field":"stage","value":"won"}]}}]}""",
    ];

    public static TheoryData<string> Sorts { get; } =
    [
        "", "id", "-id", "name", "-name", "amount", "-amount", "rate,-floor", "-floor,rate", "-closedOn,name", "due", "-due,hot", "hot,-amount",
        "company", "-company.sector,floor", "company.parent.name,-due", "stage,-amount", "-story2",
    ];

    [Fact]
    public async Task Every_filter_finds_the_same_records_as_in_memory()
    {
        await StoreAsync();
        foreach (var filter in Filters)
        {
            var query = Bind(filter.Data, "name");
            var (expected, found) = (await InMemoryAsync(query), (await AllAsync(query)).Order().ToList());
            Assert.True(expected.SequenceEqual(found), $"{filter.Data} finds {string.Join(' ', found)} instead of {string.Join(' ', expected)}");
        }
    }

    [Fact]
    public async Task The_bin_is_asked_like_the_rest()
    {
        await StoreAsync();
        var query = Bind("""{"field":"hot","value":true}""", "name") with { Bin = true };

        Assert.Equal(await InMemoryAsync(query), (await AllAsync(query)).Order());
        Assert.NotEmpty(await AllAsync(query));
    }

    [Fact]
    public async Task Paging_walks_every_record_once_in_order_whatever_the_keys()
    {
        await StoreAsync();
        foreach (var sort in Sorts.Select(s => s.Data.Replace("story2", "remark", StringComparison.Ordinal)))
        {
            var query = Bind(null, sort);
            var whole = await AllAsync(query with { Limit = 1000 });
            var walked = await AllAsync(query with { Limit = 7 });

            Assert.Equal(whole, walked);
            Assert.Equal(whole.Order(), whole.Distinct().Order());
            Assert.Equal(InMemoryOrder(query), whole);
            Assert.Equal(whole, await StreamedAsync(query));
        }
    }

    [Fact]
    public async Task A_cursor_of_another_order_or_made_up_is_refused()
    {
        await StoreAsync();
        await using var session = await Database.ReadAsync(Token);
        var page = await session.QueryAsync(Bind(null, "name") with { Limit = 3 }, Token);
        foreach (var cursor in new[] { page.NextCursor!, "rubbish", "e30", "'; drop table deal --" })
        {
            var error = await Assert.ThrowsAsync<UserError>(async () => await session.QueryAsync(Bind(null, "-name") with { Cursor = cursor }, Token));
            Assert.Equal("query.bad-cursor", error.Id);
        }
    }

    [Fact]
    public async Task Columns_bring_whole_values_parts_links_and_lists()
    {
        await StoreAsync();
        string[] columns = ["name", "amount", "amount.currency", "company", "company.sector", "company.parent", "tags", "partners", "company.tags", "createdAt", "owner", "id"];
        var query = Bind(null, "id", columns) with { Limit = 1000 };
        await using var session = await Database.ReadAsync(Token);
        var page = await session.QueryAsync(query, Token);

        Assert.Equal(columns, page.Columns);
        foreach (var row in page.Rows)
        {
            var deal = _data.Find("Deal", row.Id)!;
            var company = deal["company"] is long id ? _data.Find("Company", id) : null;
            object?[] expected =
            [
                deal["name"], deal["amount"], (deal["amount"] as Money)?.Currency, Link("Company", deal["company"]), company?["sector"],
                Link("Company", company?["parent"]), deal["tags"], (deal["partners"] as IEnumerable<long>)?.Select(p => Link("Company", p)!).ToArray(),
                company?["tags"], deal["createdAt"], Link("Employee", deal["owner"]), deal.Id,
            ];
            Assert.Equivalent(expected, row.Values, strict: true);
            Assert.Equal(1, row.Version);
        }

        Assert.Contains(page.Rows, r => r.Values[3] is RecordLink { Deleted: true });
    }

    [Theory]
    [InlineData("stage", "count,sum(amount),avg(rate),min(closedOn),max(due),countDistinct(company)")]
    [InlineData("owner,hot", "count,sum(floor),avg(amount)")]
    [InlineData("month(closedOn)", "count")]
    [InlineData("week(closedOn)", "count")]
    [InlineData("quarter(closedOn),stage", "count")]
    [InlineData("year(closedOn)", "sum(rate)")]
    [InlineData("day(due)", "count")]
    [InlineData("week(due)", "count")]
    [InlineData("month(due)", "count,avg(floor)")]
    [InlineData("company.sector", "count,countDistinct(owner)")]
    [InlineData("company.parent", "count")]
    [InlineData("remark", "count")]
    [InlineData("", "count,sum(amount),min(rate)")]
    [InlineData("amount.currency", "sum(amount.value)")]
    public async Task Groups_have_the_figures_that_counting_by_hand_gives(string groups, string aggregates)
    {
        await StoreAsync();
        var query = BindGroups(groups, aggregates, "");
        await using var session = await Database.ReadAsync(Token);
        var page = await session.QueryAsync(query, Token);

        var expected = ByHand(query);
        Assert.Equal(expected.Count, page.Rows.Count);
        foreach (var row in page.Rows)
        {
            var key = KeyOf(row.Values.Take(query.GroupBy.Count));
            Assert.True(expected.TryGetValue(key, out var figures), key);
            Assert.Equal(figures, row.Values.Skip(query.GroupBy.Count));
        }
    }

    [Fact]
    public async Task Groups_are_sorted_by_figures_and_cut_off()
    {
        await StoreAsync();
        var query = BindGroups("owner", "count,sum(amount)", "-sum(amount)") with { Limit = 3 };
        await using var session = await Database.ReadAsync(Token);
        var page = await session.QueryAsync(query, Token);

        var expected = ByHand(query).Values.Select(f => (decimal?)f[1]).OrderByDescending(v => v).Take(3);
        Assert.Equal(expected, page.Rows.Select(r => (decimal?)r.Values[2]));
        Assert.All(page.Rows, r => Assert.True(r.Values[0] is RecordLink { Type: "Employee", Name: ['S', ..] } or null));
        Assert.NotNull(page.NextCursor);
    }

    [Theory]
    [InlineData("owner", "count", "-count")]
    [InlineData("company.parent", "count", "")]
    [InlineData("day(due)", "count,avg(floor)", "avg(floor)")]
    [InlineData("remark,hot", "count", "-hot")]
    public async Task Pages_of_groups_hold_each_group_once(string groups, string aggregates, string sort)
    {
        await StoreAsync();
        var query = BindGroups(groups, aggregates, sort);
        await using var session = await Database.ReadAsync(Token);
        var whole = await session.QueryAsync(query, Token);
        Assert.Null(whole.NextCursor);

        var paged = new List<QueryRow>();
        string? cursor = null;
        do
        {
            var page = await session.QueryAsync(query with { Limit = 2, Cursor = cursor }, Token);
            Assert.InRange(page.Rows.Count, 1, 2);
            paged.AddRange(page.Rows);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(whole.Rows.Select(r => KeyOf(r.Values)), paged.Select(r => KeyOf(r.Values)));
    }

    [Theory]
    [InlineData("name")]
    [InlineData("WyJ4IiwiMiJd")]
    [InlineData("WyJ4Ii")]
    public async Task A_cursor_of_another_question_is_no_page_of_groups(string cursor)
    {
        await StoreAsync();
        var query = BindGroups("owner", "count", "");
        await using var session = await Database.ReadAsync(Token);
        var other = (await session.QueryAsync(query with { Limit = 1 }, Token)).NextCursor;
        foreach (var (asked, given) in new[] { (query, cursor), (BindGroups("owner", "count", "-owner"), other), (Bind(null, "name"), other) })
        {
            var error = await Assert.ThrowsAsync<UserError>(async () => await session.QueryAsync(asked with { Cursor = given }, Token));
            Assert.Equal("query.bad-cursor", error.Id);
        }
    }

    [Fact]
    public async Task Names_in_values_and_cursors_are_inert()
    {
        await StoreAsync();
        var query = Bind("""{"field":"name","op":"contains","value":"'; drop table deal; --"}""", "name");

        Assert.Empty(await AllAsync(query));
        Assert.NotEmpty(await AllAsync(Bind(null, "name")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{"field":"company.name","op":"notEmpty"}""")]
    [InlineData("""{"search":"mull"}""")]
    public async Task A_count_may_stop_where_it_is_told(string? filter)
    {
        await StoreAsync();
        var query = BindGroups("", "count", "") with { Where = Bind(filter, "").Where };
        var all = await CountedAsync(query);

        Assert.True(all > 3);
        foreach (var most in new[] { 1, (int)all - 1, (int)all, 1_000_000 })
        {
            Assert.Equal(Math.Min(all, most), await CountedAsync(query with { CountUpTo = most }));
        }
    }

    private async Task StoreAsync()
    {
        await UseAsync(_data.Model);
        await _data.StoreAsync(Database, Token);
    }

    private async Task<long> CountedAsync(BoundQuery query)
    {
        await using var session = await Database.ReadAsync(Token);
        return (long)(await session.QueryAsync(query, Token)).Rows[0].Values[0]!;
    }

    private BoundQuery Bind(string? filter, string sort, params string[] columns) =>
        QueryBinder.Bind(
            _data.Model,
            new ContentQuery
            {
                Type = "Deal",
                Where = filter is null ? null : JsonSerializer.Deserialize<FilterNode>(filter),
                Sort = sort.Split(',', StringSplitOptions.RemoveEmptyEntries),
                Columns = columns.Length == 0 ? ["name"] : columns,
                Limit = 25,
            },
            new BindContext(Now, _berlin));

    private BoundQuery BindGroups(string groups, string aggregates, string sort) =>
        QueryBinder.Bind(
            _data.Model,
            new ContentQuery
            {
                Type = "Deal",
                GroupBy = groups.Split(',', StringSplitOptions.RemoveEmptyEntries),
                Aggregates = [.. aggregates.Split(',').Select(a => a.TrimEnd(')').Split('(')).Select(a => new Aggregate(a[0], a.ElementAtOrDefault(1)))],
                Sort = sort.Split(',', StringSplitOptions.RemoveEmptyEntries),
                Limit = 1000,
            },
            new BindContext(Now, _berlin));

    private async Task<List<long>> AllAsync(BoundQuery query)
    {
        await using var session = await Database.ReadAsync(Token);
        var ids = new List<long>();
        string? cursor = null;
        do
        {
            var page = await session.QueryAsync(query with { Cursor = cursor }, Token);
            ids.AddRange(page.Rows.Select(r => r.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return ids;
    }

    private async Task<List<long>> StreamedAsync(BoundQuery query)
    {
        await using var session = await Database.ReadAsync(Token);
        var ids = new List<long>();
        await foreach (var row in session.StreamAsync(query, Token))
        {
            ids.Add(row.Id);
        }

        return ids;
    }

    private IEnumerable<ContentRecord> Live(BoundQuery query) =>
        _data.Records["Deal"].Where(r => r[SystemFields.DeletedAt] is null != query.Bin);

    private async Task<List<long>> InMemoryAsync(BoundQuery query)
    {
        var ids = new List<long>();
        foreach (var record in Live(query))
        {
            if (query.Where is null || await FilterEvaluator.HoldsAsync(query.Where, query.Type, record, Follow, Token))
            {
                ids.Add(record.Id);
            }
        }

        return ids;
    }

    private ValueTask<IReadOnlyList<ContentRecord>> Follow(BoundHop hop, ContentRecord from, CancellationToken cancellationToken)
    {
        var records = _data.Records[hop.Target.Id];
        IReadOnlyList<ContentRecord> found = hop.Backward
            ? [.. records.Where(r => r[SystemFields.DeletedAt] is null && Ids(r[hop.Field.Id]).Contains(from.Id))]
            : [.. Ids(from[hop.Field.Id]).Select(id => records.Find(r => r.Id == id)).OfType<ContentRecord>()];
        return ValueTask.FromResult(found);
    }

    private static IEnumerable<long> Ids(object? value) => value is long id ? [id] : value as IEnumerable<long> ?? [];

    private List<long> InMemoryOrder(BoundQuery query)
    {
        var rows = Live(query).Select(r => (r.Id, Keys: query.Sort.Select(s => Value(r, s.Path!)).ToList())).ToList();
        rows.Sort((a, b) =>
        {
            for (var i = 0; i < query.Sort.Count; i++)
            {
                var order = Compare(a.Keys[i], b.Keys[i], query.Sort[i].Descending);
                if (order != 0)
                {
                    return order;
                }
            }

            return 0;
        });
        return rows.ConvertAll(r => r.Id);
    }

    private static int Compare(object? a, object? b, bool descending)
    {
        if (a is null || b is null)
        {
            return (a is null).CompareTo(b is null);
        }

        var order = a is string text ? string.CompareOrdinal(text, (string)b) : System.Collections.Comparer.DefaultInvariant.Compare(a, b);
        return descending ? -order : order;
    }

    private object? Value(ContentRecord record, BoundPath path)
    {
        var at = record;
        foreach (var hop in path.Hops)
        {
            if (at[hop.Field.Id] is not long id || _data.Find(hop.Target.Id, id) is not { } next)
            {
                return null;
            }

            at = next;
        }

        var value = path.Field is { System: true, Id: "id" } ? at.Id : at[path.Field.Id];
        var columns = new object?[path.Field.Storage.Columns.Count];
        path.Field.Storage.Write(value, columns);
        return columns[path.ColumnIndex] is string text && path.Column.Folds ? TextFolding.Fold(text) : columns[path.ColumnIndex];
    }

    private RecordLink? Link(string type, object? id) =>
        id is long number && _data.Find(type, number) is { } target
            ? new RecordLink(type, number, (string)target["name"]!, target[SystemFields.DeletedAt] is not null)
            : null;

    private Dictionary<string, object?[]> ByHand(BoundQuery query) =>
        Live(query)
            .GroupBy(record => KeyOf(query.GroupBy.Select(g => GroupKey(record, g))), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => query.Aggregates.Select(a => Figure(a, [.. g])).ToArray(), StringComparer.Ordinal);

    private object? GroupKey(ContentRecord record, BoundColumn group)
    {
        // The path's own column, unfolded.
        var value = Raw(record, group.Path);
        var day = value switch
        {
            DateOnly date => date,
            DateTimeOffset instant => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, _berlin).DateTime),
            _ => default,
        };
        return value is null ? null : group.Bucket switch
        {
            DateBucket.None => QueryIsLink(group) ? Link(group.Path.Field.TargetType!, value) : value,
            DateBucket.Day => day,
            DateBucket.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            DateBucket.Month => new DateOnly(day.Year, day.Month, 1),
            DateBucket.Quarter => new DateOnly(day.Year, (((day.Month - 1) / 3) * 3) + 1, 1),
            _ => new DateOnly(day.Year, 1, 1),
        };
    }

    private static bool QueryIsLink(BoundColumn group) => group.Path.Field.TargetType is not null;

    private object? Raw(ContentRecord record, BoundPath path)
    {
        var folded = Value(record, path);
        return folded is string && path.Column.Folds ? (path.Hops.Count == 0 ? record[path.Field.Id] : folded) : folded;
    }

    private object? Figure(BoundAggregate aggregate, List<ContentRecord> records)
    {
        if (aggregate.Path is null)
        {
            return (long)records.Count;
        }

        var values = records.Select(r => Raw(r, aggregate.Path)).OfType<object>().ToList();
        return aggregate.Function switch
        {
            AggregateFunction.CountDistinct => (long)values.Distinct().Count(),
            _ when values.Count == 0 => null,
            AggregateFunction.Sum => aggregate.Path.Column.Kind == StorageKind.Integer ? (object)values.Sum(v => (long)v) : values.Sum(v => (decimal)v),
            AggregateFunction.Average => Math.Round(values.Average(v => Convert.ToDecimal(v, CultureInfo.InvariantCulture)), aggregate.Path.Column.Scale + 4, MidpointRounding.AwayFromZero),
            AggregateFunction.Min => values.Min(),
            _ => values.Max(),
        };
    }

    private static string KeyOf(IEnumerable<object?> values) => string.Join('|', values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)));
}

public sealed class QueriesOnSqlite() : QueryTests(DatabaseKind.Sqlite);

public sealed class QueriesOnPostgres() : QueryTests(DatabaseKind.Postgres);
