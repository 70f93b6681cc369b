using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Importing;
using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Content.Pipelines;
using CrmPlatform.Content.Queries;
using CrmPlatform.EndToEnd.Tests.Support;
using CrmPlatform.Tenants;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Maven;

public sealed class SqliteMavenTests : MavenTests
{
    protected override DatabaseKind Database => DatabaseKind.Sqlite;
}

public sealed class PostgresMavenTests : MavenTests
{
    protected override DatabaseKind Database => DatabaseKind.Postgres;
}

/// <summary>The main job on real input: four files of somebody else, through recipe, import, queries, board, funnel and undo.</summary>
public abstract class MavenTests
{
    protected abstract DatabaseKind Database { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sales_of_a_hardware_seller_come_in_and_give_the_known_figures()
    {
        MavenFiles.SkipWithout();
        await using var host = await TestHost.StartAsync(Database);
        await ImportCompaniesAsync(host);
        await ImportProductsAsync(host);
        await ImportAgentsAsync(host);
        var deals = await ImportDealsAsync(host);
        await CheckFiguresAsync(host);
        await CheckDatesAsync(host);
        await CheckBoardAsync(host);
        await CheckFunnelAsync(host);
        await CheckSecondImportAsync(host);
        await CheckUndoAsync(host, deals);
    }

    private static async Task ImportCompaniesAsync(TestHost host)
    {
        var import = await ImportAsync(host, "accounts.csv", "accounts");
        Assert.Equal((85, 85, 0), (import.Read, import.Created, import.Refused));
        Assert.Equal(15, await CountAsync(host, "Company", """{"field":"parent","op":"notEmpty"}"""));
        Assert.Equal(12, await CountAsync(host, "Company", """{"field":"sector","value":"technology"}"""));
        Assert.Equal(
            ["Bluth Company|technology|1242320000 USD|3027|1993|Acme Corporation"],
            await QueryAsync(host, """{"type":"Company","where":{"field":"name","value":"Bluth Company"},"columns":["name","sector","revenue","employees","foundedIn","parent"]}"""));
        Assert.Equal(4, await CountAsync(host, "Company", """{"field":"parent.name","value":"Acme Corporation"}"""));
    }

    private static async Task ImportProductsAsync(TestHost host)
    {
        var import = await ImportAsync(host, "products.csv", "products");
        Assert.Equal((7, 7, 0), (import.Read, import.Created, import.Refused));
        Assert.Equal(
            ["GTK 500|GTK|26768 USD"],
            await QueryAsync(host, """{"type":"Product","where":{"field":"price","op":"gt","value":6000},"columns":["name","category","price"]}"""));
    }

    private static async Task ImportAgentsAsync(TestHost host)
    {
        var import = await ImportAsync(host, "sales_teams.csv", "agents");
        Assert.Equal((35, 35, 0), (import.Read, import.Created, import.Refused));
        Assert.Equal(
            [
                "Cara Losch|East|Cara Losch|6", "Celia Rouche|West|Celia Rouche|6", "Dustin Brinkmann|Central|Dustin Brinkmann|5",
                "Melvin Marxen|Central|Melvin Marxen|6", "Rocco Neubert|East|Rocco Neubert|6", "Summer Sewald|West|Summer Sewald|6",
            ],
            await QueryAsync(host, """{"type":"Employee","where":{"field":"position","value":"Sales agent"},"groupBy":["team.name","team.parent.name","team.head.name"],"aggregates":[{"fn":"count"}],"sort":["team.name"]}"""));
        Assert.Equal(0, await CountAsync(host, "Employee", """{"and":[{"field":"position","value":"Sales agent"},{"field":"manager","op":"empty"}]}"""));
        Assert.Equal(6, await CountAsync(host, "Employee", """{"field":"position","value":"Sales manager"}"""));
    }

    private static async Task<ImportProgress> ImportDealsAsync(TestHost host)
    {
        var dry = await ImportAsync(host, "sales_pipeline.csv", "opportunities", dryRun: true);
        Assert.Equal((8800, 8800, 0), (dry.Read, dry.Created, dry.Refused));
        Assert.Equal(0, await CountAsync(host, "Deal"));
        var import = await ImportAsync(host, "sales_pipeline.csv", "opportunities");
        Assert.Equal((8800, 8800, 0), (import.Read, import.Created, import.Refused));
        Assert.Null(import.Errors);
        return import;
    }

    private static async Task CheckFiguresAsync(TestHost host)
    {
        Assert.Equal(
            ["engaging|1589", "lost|2473", "prospecting|500", "won|4238"],
            (await QueryAsync(host, """{"type":"Deal","groupBy":["stage"],"aggregates":[{"fn":"count"}]}""")).Order(StringComparer.Ordinal));
        Assert.Equal(1425, await CountAsync(host, "Deal", """{"field":"company","op":"empty"}"""));
        Assert.Equal(1480, await CountAsync(host, "Deal", """{"field":"product.name","value":"GTX Pro"}"""));
        Assert.Equal(0, await CountAsync(host, "Deal", """{"field":"product","op":"empty"}"""));
        Assert.Equal(
            ["10005534"],
            await QueryAsync(host, """{"type":"Deal","where":{"field":"stage","value":"won"},"aggregates":[{"fn":"sum","field":"amount"}]}"""));
        Assert.Equal(
            ["Darcel Schlecht|1153214", "Vicki Laflamme|478396", "Kary Hendrixson|454298"],
            await QueryAsync(host, """{"type":"Deal","where":{"field":"stage","value":"won"},"groupBy":["owner"],"aggregates":[{"fn":"sum","field":"amount"}],"sort":["-sum(amount)"],"limit":3}"""));
    }

    /// <summary>Each won or lost deal was closed on the day that the file says.</summary>
    private static async Task CheckDatesAsync(TestHost host)
    {
        var lines = await File.ReadAllLinesAsync(MavenFiles.Data("sales_pipeline.csv"), Token);
        var expected = lines.Skip(1).Select(l => l.Split(',')).ToDictionary(c => c[0], c => $"{c[4].ToLowerInvariant()}|{Iso(c[5])}|{Iso(c[6])}", StringComparer.Ordinal);
        var actual = await StreamAsync(host, """{"type":"Deal","columns":["key","stage","startedOn","closedOn"]}""");
        Assert.Equal(
            expected.Select(e => $"{e.Key}|{e.Value}").Order(StringComparer.Ordinal),
            actual.Order(StringComparer.Ordinal));
    }

    private static async Task CheckBoardAsync(TestHost host)
    {
        var board = await host.InTenantAsync(s => s.GetRequiredService<IPipelineReports>().BoardAsync(Actor.System, "Deal", "sales", null, 20, Token));
        Assert.Equal(
            [("prospecting", 500L, 20), ("engaging", 1589L, 20), ("won", 4238L, 0), ("lost", 2473L, 0)],
            board.Columns.Select(c => (c.Stage.Id, c.Count, c.Cards.Rows.Count)));
        Assert.Equal(10_005_534m, board.Columns[2].Sums["USD"]);
        // The file gives no value while a deal is open, and none for a lost one.
        Assert.All(board.Columns.Where(c => c.Stage.Id != "won"), c => Assert.Equal(0m, c.Sums.Values.Sum()));
    }

    private static async Task CheckFunnelAsync(TestHost host)
    {
        var funnel = await host.InTenantAsync(s => s.GetRequiredService<IPipelineReports>().FunnelAsync(Actor.System, "Deal", "sales", null, null, Token));
        Assert.Equal((4238L, 2473L, 2089L), (funnel.Won, funnel.Lost, funnel.Open));
        Assert.Equal(
            [("prospecting", 8800L, 500L), ("engaging", 8300L, 1589L), ("won", 4238L, 4238L)],
            funnel.Stages.Select(s => (s.Stage.Id, s.Reached, s.Current)));
        var engaging = funnel.Stages[1];
        Assert.Equal(8300d / 8800d, engaging.Conversion!.Value, 6);
        Assert.Equal(MeanDaysEngaging(), engaging.MeanTime!.Value.TotalDays, 1);
    }

    private static double MeanDaysEngaging() =>
        File.ReadLines(MavenFiles.Data("sales_pipeline.csv")).Skip(1).Select(l => l.Split(',')).Where(c => c[6].Length > 0)
            .Average(c => Day(c[6]).DayNumber - Day(c[5]).DayNumber);

    private static async Task CheckSecondImportAsync(TestHost host)
    {
        foreach (var (file, mapping, rows) in new[] { ("accounts.csv", "accounts", 85L), ("products.csv", "products", 7L), ("sales_teams.csv", "agents", 35L), ("sales_pipeline.csv", "opportunities", 8800L) })
        {
            var again = await ImportAsync(host, file, mapping);
            Assert.Equal((rows, 0L, 0L, rows, 0L), (again.Read, again.Created, again.Updated, again.Unchanged, again.Refused));
            Assert.Null(again.Act);
        }
    }

    private static async Task CheckUndoAsync(TestHost host, ImportProgress deals)
    {
        var undone = await host.InTenantAsync(s => s.GetRequiredService<IActs>().UndoAsync(Actor.System, deals.Act!.Value, partially: false, Token));
        Assert.Empty(undone.Blocked);
        Assert.Equal(8800, undone.Undone);
        Assert.Equal(0, await CountAsync(host, "Deal"));
        var funnel = await host.InTenantAsync(s => s.GetRequiredService<IPipelineReports>().FunnelAsync(Actor.System, "Deal", "sales", null, null, Token));
        Assert.Equal((0L, 0L, 0L), (funnel.Won, funnel.Lost, funnel.Open));
        Assert.Equal(85, await CountAsync(host, "Company"));
    }

    private static Task<ImportProgress> ImportAsync(TestHost host, string file, string mapping, bool dryRun = false) => host.InTenantAsync(async services =>
    {
        var imports = services.GetRequiredService<IImports>();
        await using var stream = File.OpenRead(MavenFiles.Data(file));
        var id = await imports.StartAsync(Actor.System, stream, file, await ImportMappings.ReadAsync(MavenFiles.Mapping(mapping), Token), dryRun, Token);
        return await imports.RunAsync(id, null, Token);
    });

    private static async Task<long> CountAsync(TestHost host, string type, string? where = null) =>
        long.Parse(Assert.Single(await QueryAsync(host, $$"""{"type":"{{type}}",{{(where is null ? "" : $"\"where\":{where},")}}"aggregates":[{"fn":"count"}]}""")), CultureInfo.InvariantCulture);

    private static Task<List<string>> QueryAsync(TestHost host, string query) => host.InTenantAsync(async services =>
    {
        var page = await services.GetRequiredService<IContentReader>().QueryAsync(Actor.System, Read(services, query), Token);
        return page.Rows.Select(Text).ToList();
    });

    private static Task<List<string>> StreamAsync(TestHost host, string query) => host.InTenantAsync(async services =>
    {
        var rows = new List<string>();
        await foreach (var row in services.GetRequiredService<IContentReader>().StreamAsync(Actor.System, Read(services, query), Token))
        {
            rows.Add(Text(row));
        }

        return rows;
    });

    private static ContentQuery Read(IServiceProvider services, string query)
    {
        using var json = JsonDocument.Parse(query);
        return services.GetRequiredService<CrmPlatform.Content.Json.IContentJson>().ReadQuery(json.RootElement);
    }

    private static string Text(QueryRow row) => string.Join('|', row.Values.Select(value => value switch
    {
        null => "",
        RecordLink link => link.Name,
        Money money => $"{money.Amount.ToString("0.##", CultureInfo.InvariantCulture)} {money.Currency}",
        decimal number => number.ToString("0.##", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
    }));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "M/d/yyyy", CultureInfo.InvariantCulture);

    private static string Iso(string text) => text.Length == 0 ? "" : Day(text).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
