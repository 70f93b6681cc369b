using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Importing;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using Xunit;

namespace CrmPlatform.Tests.Content.Importing;

public sealed class SqliteImportTests : ImportTests
{
    protected override DatabaseKind Database => DatabaseKind.Sqlite;
}

public sealed class PostgresImportTests : ImportTests
{
    protected override DatabaseKind Database => DatabaseKind.Postgres;
}

/// <summary>What imports do to the data, on either database.</summary>
public abstract partial class ImportTests
{
    private const string Firms = """
        { "type": "Firm", "match": "name", "fields": {
          "name": { "column": "name" }, "sector": { "column": "sector" }, "revenue": { "column": "revenue" }, "employees": { "column": "staff" },
          "email": { "column": "mail" }, "parent": { "column": "parent" }, "country": { "column": "country", "missing": "create" } } }
        """;

    private const string Head = "name,sector,revenue,staff,mail,parent,country\n";

    protected abstract DatabaseKind Database { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_become_records_with_what_they_refer_to()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var import = await tenant.ImportAsync(
            Head + "Acme,Technology,1250.5,10,a@x.example,,Norway\n,,,,,,\nBeta,,,,,Acme,norway\n\"Gamma \"\"G\"\" & Sons\",retail,7 USD,,,beta,Chile\n", Firms);

        Assert.True(import.Refused == 0, await tenant.ErrorsAsync(import));
        Assert.Equal(new ImportProgress(import.Id, "test.csv", "Firm", ImportState.Done, false, import.Act, 3, 3, 0, 0, 0, null, 100, null) { By = "System", StartedAt = import.StartedAt }, import);
        Assert.Equal(
            ["Acme|technology|1250.5 USD|10||Norway", "Beta||||Acme|Norway", "Gamma \"G\" & Sons|retail|7 USD||Beta|Chile"],
            await tenant.QueryAsync("Firm", "name", "sector", "revenue", "employees", "parent", "country"));
        Assert.Equal(["Norway", "Chile"], await tenant.QueryAsync("Country", "name"));
        Assert.Empty(Directory.GetDirectories(tenant.Files));
    }

    [Fact]
    public async Task A_second_run_of_the_same_file_writes_nothing()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var csv = Head + string.Concat(Enumerable.Range(0, 250).Select(i => $"Firm {i},retail,{i}.5,{i},f{i}@x.example,,Land {i % 7}\n"));
        await tenant.ImportAsync(csv, Firms);
        var before = await tenant.QueryAsync("Firm", "id", "version", "updatedAt");
        tenant.Faults.Plan(Death.BeforeTheSlice, -1);
        var second = await tenant.ImportAsync(csv, Firms);

        Assert.Equal((250, 0, 0, 250, 0), (second.Read, second.Created, second.Updated, second.Unchanged, second.Refused));
        Assert.Null(second.Act);
        Assert.Equal(0, tenant.Faults.Slices);
        Assert.Equal(before, await tenant.QueryAsync("Firm", "id", "version", "updatedAt"));
    }

    [Fact]
    public async Task A_match_updates_with_the_cells_that_are_filled_and_leaves_the_rest()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        const string Mapping = """
            { "type": "Firm", "match": "name", "fields": { "name": { "column": "n" }, "sector": { "column": "s", "default": "retail" }, "employees": { "column": "e" } } }
            """;
        await tenant.ImportAsync("n,s,e\nAcme,technology,5\nBeta,,6\nGamma,,\n", Mapping);
        var second = await tenant.ImportAsync("n,s,e\nACME,,7\nBeta,technology,\nGamma,,\n", Mapping);

        Assert.Equal((0, 2, 1, 0), (second.Created, second.Updated, second.Unchanged, second.Refused));
        Assert.Equal(["ACME|technology|7|2", "Beta|technology|6|2", "Gamma|retail||1"], await tenant.QueryAsync("Firm", "name", "sector", "employees", "version"));
    }

    [Fact]
    public async Task The_second_row_of_one_match_is_about_what_the_first_left()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        const string Csv = Head + "Acme,retail,,1,,,\nBeta,,,,,,\nAcme,,,2,,,\nAcme,,,2,,,\nACME,technology,,,,,\nAcme,,,,,,\n";
        var dry = await tenant.ImportAsync(Csv, Firms, dryRun: true);
        var real = await tenant.ImportAsync(Csv, Firms);

        Assert.Equal((2, 3, 1), (real.Created, real.Updated, real.Unchanged));
        Assert.Equal((real.Created, real.Updated, real.Unchanged, real.Refused), (dry.Created, dry.Updated, dry.Unchanged, dry.Refused));
        Assert.Equal(["Acme|technology|2", "Beta||"], await tenant.QueryAsync("Firm", "name", "sector", "employees"));
    }

    [Fact]
    public async Task A_bad_row_is_refused_alone_and_its_file_can_be_mended_and_imported()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var csv = Head + "Good,retail,1,1,g@x.example,,Chile\n"
            + "Bad sector,technolgy,1,1,,,\nBad number,retail,much,many,,,\n,retail,1,1,,,\nShort,retail\nLong,retail,1,1,,,,more\n"
            + "No parent,retail,1,1,,Nobody,\n=1+1,retail,-5,-1,,,\nToo " + new string('l', 100) + ",,,,,,\nFine,retail,2,2,,Good,\n";
        var import = await tenant.ImportAsync(csv, Firms);

        Assert.Equal((10, 2, 8), (import.Read, import.Created, import.Refused));
        var errors = await tenant.ErrorsAsync(import);
        var lines = errors.TrimStart('\uFEFF').Split("\r\n");
        Assert.Equal("name,sector,revenue,staff,mail,parent,country,error", lines[0]);
        Assert.StartsWith("Bad sector,technolgy,1,1,,,,\"Sector has no choice \"\"technolgy\"\"", lines[1], StringComparison.Ordinal);
        Assert.Contains("does not fit Revenue: an amount", lines[2], StringComparison.Ordinal);
        Assert.Contains("expected. \"\"many\"\" does not fit Employees", lines[2], StringComparison.Ordinal);
        Assert.Contains("Name is empty, but rows are recognised by it", lines[3], StringComparison.Ordinal);
        Assert.Contains("The row has 2 cells, the head has 7", lines[4], StringComparison.Ordinal);
        Assert.Contains("The row has 8 cells, the head has 7", lines[5], StringComparison.Ordinal);
        Assert.EndsWith(",more", lines[5], StringComparison.Ordinal);
        Assert.Contains("'=1+1,retail,-5,-1,", errors, StringComparison.Ordinal);
        Assert.Contains("-1 is out of range", errors, StringComparison.Ordinal);
        Assert.Contains("Name may have at most 100 characters", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("content.", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("import.", errors, StringComparison.Ordinal);
        Assert.Contains("Part of: there is no Firm \"\"Nobody\"\"", errors, StringComparison.Ordinal);

        var mended = errors.Replace("technolgy", "technology", StringComparison.Ordinal).Replace("much,many", "1,1", StringComparison.Ordinal)
            .Replace("\r\n,retail", "\r\nNamed,retail", StringComparison.Ordinal).Replace(",-1,", ",1,", StringComparison.Ordinal)
            .Replace("Nobody", "Good", StringComparison.Ordinal).Replace(",more\r\n", "\r\n", StringComparison.Ordinal).Replace(new string('l', 100), "short", StringComparison.Ordinal);
        var again = await tenant.ImportAsync(mended, Firms);

        Assert.Equal((8, 8, 0), (again.Read, again.Created, again.Refused));
        Assert.Contains("=1+1", await tenant.QueryAsync("Firm", "name"));
    }

    [Fact]
    public async Task A_unique_key_refuses_the_second_row_wherever_it_stands()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var rows = Enumerable.Range(0, 300).Select(i => $"Firm {i},,,,f{(i is 150 or 299 ? 0 : i)}@x.example,,\n");
        var csv = Head + string.Concat(rows);
        var dry = await tenant.ImportAsync(csv, Firms, dryRun: true);
        var real = await tenant.ImportAsync(csv, Firms);

        Assert.Equal((298, 2), (real.Created, real.Refused));
        Assert.Equal((298, 2), (dry.Created, dry.Refused));
        Assert.Equal(2, (await tenant.ErrorsAsync(real)).Split("there is already").Length - 1);
        Assert.Single(await tenant.Get<IActs>().ListAsync(Actor.System, 10, null, Token));
    }

    [Fact]
    public async Task An_import_is_one_act_and_its_undo_takes_all_of_it_back()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        await tenant.ImportAsync(Head + "Old,retail,,1,,,\n", Firms);
        var csv = Head + "Old,,,2,,,Peru\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"Firm {i},,,,,{(i == 0 ? "Old" : "Firm 0")},Land {i % 9}\n"));
        var import = await tenant.ImportAsync(csv, Firms);
        var acts = tenant.Get<IActs>();
        var act = await acts.FindAsync(Actor.System, import.Act!.Value, Token);

        Assert.Equal((300, 1), (import.Created, import.Updated));
        Assert.Equal((ActState.Done, 310L, 1L), (act!.State, act.Counts.Created, act.Counts.Updated));
        var undone = await acts.UndoAsync(Actor.System, import.Act.Value, partially: false, Token);

        Assert.Empty(undone.Blocked);
        Assert.Equal(["Old|1|"], await tenant.QueryAsync("Firm", "name", "employees", "country"));
        Assert.Empty(await tenant.QueryAsync("Country", "name"));
    }

    [Fact]
    public async Task A_dry_run_writes_nothing_and_says_what_the_real_run_will()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        await tenant.ImportAsync(Head + "Known,retail,,1,k@x.example,,Peru\n", Firms);
        var rows = Enumerable.Range(0, 400).Select(i => (i % 10) switch
        {
            0 => $"Firm {i},nonsense,,,,,\n",
            1 => $"Firm {i},,,,,Firm {i + 250},New land {i % 3}\n",
            2 => $"Firm {i},,,,,Ghost {i},\n",
            3 => $"Firm {i - 3 + 4},,,{i},,,\n",
            4 => $"Double {i},,,,k@x.example,,\n",
            5 => $"Known,,,{i % 4},,,\n",
            _ => $"Firm {i},retail,,,,Known,Peru\n",
        });
        var csv = Head + string.Concat(rows);
        var before = await EverythingAsync(tenant);
        var dry = await tenant.ImportAsync(csv, Firms, dryRun: true);
        var dryErrors = await tenant.ErrorsAsync(dry);
        Assert.Equal(before, await EverythingAsync(tenant));
        Assert.Null(dry.Act);

        var real = await tenant.ImportAsync(csv, Firms);

        Assert.Equal((real.Read, real.Created, real.Updated, real.Unchanged, real.Refused), (dry.Read, dry.Created, dry.Updated, dry.Unchanged, dry.Refused));
        Assert.Equal(await tenant.ErrorsAsync(real), dryErrors);
        Assert.True(real is { Created: > 150, Updated: > 10, Refused: > 100 });
    }

    [Fact]
    public async Task Without_a_match_the_same_file_comes_in_only_once()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        const string Mapping = """{ "type": "Country", "fields": { "name": { "column": "n" } } }""";
        var first = await tenant.ImportAsync("n\nPeru\nPeru\n", Mapping);
        Assert.Equal(2, first.Created);
        Assert.Equal("import.same-file", (await Assert.ThrowsAsync<UserError>(() => tenant.ImportAsync("n\nPeru\nPeru\n", Mapping))).Id);

        await tenant.Get<IActs>().UndoAsync(Actor.System, first.Act!.Value, partially: false, Token);
        Assert.Equal(2, (await tenant.ImportAsync("n\nPeru\nPeru\n", Mapping)).Created);
    }

    [Fact]
    public async Task Reasons_come_in_the_language_of_who_imports()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var own = System.Globalization.CultureInfo.CurrentUICulture;
        try
        {
            System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.GetCultureInfo("ru");
            var import = await tenant.ImportAsync(Head + "Acme,,,,,Nobody,\n", Firms);
            Assert.Contains(",Входит в: записи «Nobody» (Firm) нет.", await tenant.ErrorsAsync(import), StringComparison.Ordinal);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentUICulture = own;
        }
    }

    [Fact]
    public async Task Who_may_not_import_or_not_write_is_refused()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        tenant.Actor = new Actor("user:1", "Ann", null, new HashSet<string> { Permission.ContentView, Permission.ContentEdit });
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<UserError>(() => tenant.ImportAsync(Head + "Acme,,,,,,\n", Firms))).Id);

        tenant.Actor = new Actor("user:1", "Ann", null, new HashSet<string> { Permission.ContentView, Permission.ContentImport });
        var import = await tenant.ImportAsync(Head + "Acme,,,,,,\n", Firms);
        Assert.Equal((ImportState.Failed, 0L), (import.State, import.Created));
        Assert.Contains(Permission.ContentEdit, import.Failure, StringComparison.Ordinal);
        Assert.Equal(0, await tenant.CountAsync("Firm"));
    }

    [Theory]
    [InlineData("", "import.empty-file")]
    [InlineData("name,sector\nAcme,\n", "import.missing-column")]
    [InlineData("name,sector,revenue,staff,mail,parent,country\nGood,,,,,,\nBad,\"open,,,,,\nNext,,,,,,\n", "import.unterminated-quote")]
    [InlineData("PK\u0003\u0004 not a table", "import.binary-file")]
    public async Task A_file_that_cannot_be_read_leaves_nothing_behind(string csv, string id)
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var error = await Assert.ThrowsAsync<UserError>(() => tenant.ImportAsync(csv, Firms));

        Assert.Equal(id, error.Id);
        Assert.Equal(0, await tenant.CountAsync("Firm"));
        Assert.Empty(await tenant.Get<IImports>().ListAsync(10, Token));
        Assert.Empty(Directory.GetDirectories(tenant.Files));
    }

    [Fact]
    public async Task A_head_without_rows_is_an_import_of_nothing()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var import = await tenant.ImportAsync(Head, Firms);
        Assert.Equal((ImportState.Done, 0L, 100), (import.State, import.Read, import.Percent));
    }

    private static async Task<List<string>> EverythingAsync(ImportTenant tenant) =>
    [
        .. await tenant.QueryAsync("Firm", "id", "version"),
        .. await tenant.QueryAsync("Country", "id", "version"),
        .. (await tenant.Get<IActs>().ListAsync(Actor.System, 10, null, Token)).Select(a => a.ToString()),
    ];
}
