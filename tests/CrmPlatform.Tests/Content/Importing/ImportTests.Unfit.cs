using CrmPlatform.Content.Importing;
using Xunit;

namespace CrmPlatform.Tests.Content.Importing;

public abstract partial class ImportTests
{
    [Fact]
    public async Task Values_that_do_not_fit_are_left_out_where_the_mapping_says_so_and_the_row_comes_in()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var mapping = Firms.Replace("\"match\": \"name\",", "\"match\": \"name\", \"unfit\": \"empty\",", StringComparison.Ordinal);
        await tenant.ImportAsync(Head + "Old,retail,,7,,,\n", Firms);
        const string Csv = Head + "New,nonsense,much,5,,,\nOld,,,many,,,\n,retail,1,1,,,\nFine,,,1,,New,\n";
        var dry = await tenant.ImportAsync(Csv, mapping, dryRun: true);
        var real = await tenant.ImportAsync(Csv, mapping);
        var errors = await tenant.ErrorsAsync(real);

        Assert.Equal((2, 0, 1, 1, 3), (real.Created, real.Updated, real.Unchanged, real.Refused, real.Emptied));
        Assert.Equal((2, 0, 1, 1, 3), (dry.Created, dry.Updated, dry.Unchanged, dry.Refused, dry.Emptied));
        Assert.Equal(["Old|retail||7", "New|||5", "Fine|||1"], await tenant.QueryAsync("Firm", "name", "sector", "revenue", "employees"));
        Assert.Contains("New,nonsense,much,5,,,,\"The row comes in, but without this: Sector has no choice", errors, StringComparison.Ordinal);

        var mended = errors.Replace("nonsense", "technology", StringComparison.Ordinal).Replace("much", "1", StringComparison.Ordinal).Replace("\r\n,retail", "\r\nNamed,retail", StringComparison.Ordinal).Replace("many", "8", StringComparison.Ordinal);
        var again = await tenant.ImportAsync(mended, mapping);
        Assert.Equal((1, 2, 0, 0), (again.Created, again.Updated, again.Refused, again.Emptied));
    }

    [Fact]
    public async Task Rows_that_came_in_without_a_value_are_in_no_file_that_would_bring_them_in_twice()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var import = await tenant.ImportAsync(
            "n,e\nAcme,many\n", """{ "type": "Firm", "unfit": "empty", "fields": { "name": { "column": "n" }, "employees": { "column": "e" } } }""");

        Assert.Equal((1, 0, 1), (import.Created, import.Refused, import.Emptied));
        Assert.Null(import.Errors);
        Assert.Equal((2L, "Acme", false), Assert.Single(import.Notes) is var note ? (note.Line, note.Name, note.Refused) : default);
    }

    [Fact]
    public async Task The_first_ten_refused_rows_are_told_with_their_lines_names_and_reasons()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var csv = Head + string.Concat(Enumerable.Range(0, 30).Select(i => $"Firm {i},{(i % 2 == 0 ? "nonsense" : "retail")},,,,,\n"));
        var import = await tenant.ImportAsync(csv, Firms);
        var found = await tenant.Get<IImports>().FindAsync(import.Id, Token);

        Assert.Equal(15, import.Refused);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => ((long)(i * 2) + 2, $"Firm {i * 2}")), found!.Notes.Select(n => (n.Line, n.Name)));
        Assert.All(found.Notes, n => Assert.StartsWith("Sector has no choice \"nonsense\"", n.Reason, StringComparison.Ordinal));
    }
}
