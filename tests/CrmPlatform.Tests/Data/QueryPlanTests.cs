using System.Text.Json;
using CrmPlatform.Content.Queries;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Queries;
using CrmPlatform.Data.Records;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CrmPlatform.Tests.Data;

/// <summary>The statements are such that the databases use the indexes made for them.</summary>
public abstract class QueryPlanTests(DatabaseKind kind) : StorageTests(kind)
{
    private readonly SalesData _data = new();

    [Theory]
    [InlineData("-amount", false)]
    [InlineData("amount", false)]
    [InlineData("-amount", true)]
    [InlineData("amount", true)]
    public async Task A_declared_view_walks_its_index_without_sorting(string sort, bool nextPage)
    {
        await UseAsync(_data.Model);
        await _data.StoreAsync(Database, Token);
        var query = Bind("""{"field":"stage","value":"offer"}""", sort);
        string? cursor = null;
        if (nextPage)
        {
            await using var session = await Database.ReadAsync(Token);
            cursor = (await session.QueryAsync(query, Token)).NextCursor;
        }

        var plan = await ExplainAsync(query with { Cursor = cursor });

        Assert.Contains("_stage_amount_id_", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Searching_uses_the_full_text_index()
    {
        await UseAsync(_data.Model);
        await _data.StoreAsync(Database, Token);
        var plan = await ExplainAsync(Bind("""{"search":"muller"}""", ""));

        Assert.Contains(Kind == DatabaseKind.Sqlite ? "VIRTUAL TABLE INDEX" : "search_text", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    private BoundQuery Bind(string filter, string sort) =>
        QueryBinder.Bind(
            _data.Model,
            new ContentQuery
            {
                Type = "Deal",
                Where = JsonSerializer.Deserialize<FilterNode>(filter),
                Sort = sort.Split(',', StringSplitOptions.RemoveEmptyEntries),
                Columns = ["name", "amount"],
                Limit = 10,
            },
            new BindContext(Now, TimeZoneInfo.Utc));

    private async Task<string> ExplainAsync(BoundQuery query)
    {
        await using var link = await Services.GetRequiredService<TenantStorages>().Get(Tenant).OpenAsync(Token);
        var statement = new PageStatement(query, link.Dialect, NameMap.Empty);
        var sql = statement.Write(Cursor.Read(query, statement.Keys), empty: false, 11);
        if (Kind == DatabaseKind.Postgres)
        {
            // On a few rows any plan is as good; take away the others to see that the index can serve.
            await link.RunScriptAsync("set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off", Token);
        }

        var explain = Kind == DatabaseKind.Sqlite ? "explain query plan " : "explain ";
        var lines = await link.ListAsync(explain + sql, sql.Args, row => row.Text(Kind == DatabaseKind.Sqlite ? 3 : 0), Token);
        if (Kind == DatabaseKind.Postgres)
        {
            await link.RunScriptAsync("reset enable_seqscan; reset enable_sort; reset enable_bitmapscan", Token);
        }

        return string.Join('\n', lines);
    }
}

public sealed class QueryPlansOnSqlite() : QueryPlanTests(DatabaseKind.Sqlite);

public sealed class QueryPlansOnPostgres() : QueryPlanTests(DatabaseKind.Postgres);
