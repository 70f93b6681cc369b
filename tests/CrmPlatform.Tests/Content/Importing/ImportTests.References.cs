using CrmPlatform.Content.Importing;
using Xunit;

namespace CrmPlatform.Tests.Content.Importing;

/// <summary>Rows that name records, those of their own file among them.</summary>
public abstract partial class ImportTests
{
    [Fact]
    public async Task Rows_may_name_rows_that_come_later_however_far()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        // Each names the next: in slices of a hundred rows every slice but the last has to wait for the one behind it.
        var csv = Head + string.Concat(Enumerable.Range(0, 450).Select(i => $"Firm {i},,,,,{(i == 449 ? "" : $"Firm {i + 1}")},\n"));
        var import = await tenant.ImportAsync(csv, Firms);

        Assert.Equal((450, 450, 0), (import.Read, import.Created, import.Refused));
        Assert.Equal(
            Enumerable.Range(0, 450).Select(i => $"Firm {i}|{(i == 449 ? "" : $"Firm {i + 1}")}").Order(StringComparer.Ordinal),
            (await tenant.QueryAsync("Firm", "name", "parent")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rows_may_name_each_other()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var import = await tenant.ImportAsync(Head + "A,,,,,B,\nB,,,,,C,\nC,,,,,A,\n", Firms);

        Assert.Equal(3, import.Created);
        Assert.Equal(["A|B", "B|C", "C|A"], await tenant.QueryAsync("Firm", "name", "parent"));
    }

    [Fact]
    public async Task A_row_that_names_a_refused_row_is_refused_with_it()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var csv = Head + "Child,,,,,Middle,\nMiddle,,,,,Bad,\nBad,nonsense,,,,,\nAlone,,,,,,\n";
        var import = await tenant.ImportAsync(csv, Firms);

        Assert.Equal((1, 3), (import.Created, import.Refused));
        Assert.Equal(["Alone"], await tenant.QueryAsync("Firm", "name"));

        var mended = (await tenant.ErrorsAsync(import)).Replace("nonsense", "retail", StringComparison.Ordinal);
        Assert.Equal(3, (await tenant.ImportAsync(mended, Firms)).Created);
    }

    [Theory]
    [InlineData("refuse", 1, 1, "Known|")]
    [InlineData("empty", 2, 0, "Acme|;Known|")]
    [InlineData("create", 2, 0, "Acme|Nobody;Known|;Nobody|")]
    public async Task A_name_that_no_row_brings_is_refused_left_empty_or_created(string missing, int created, int refused, string records)
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var import = await tenant.ImportAsync(Head + "Acme,,,,,Nobody,\nKnown,,,,,,\n", Firms.Replace("\"parent\" }", $"\"parent\", \"missing\": \"{missing}\" }}", StringComparison.Ordinal));

        Assert.Equal((created, refused), (import.Created, import.Refused));
        Assert.Equal(records.Split(';'), (await tenant.QueryAsync("Firm", "name", "parent")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_created_record_may_create_what_it_refers_to()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        const string Mapping = """
            { "type": "Person", "match": "name", "fields": {
              "name": { "column": "agent" },
              "office": { "column": "manager", "missing": "create", "createWith": {
                "head": { "column": "manager" }, "above": { "column": "region", "missing": "create" } } },
              "boss": { "column": "manager", "missing": "create", "createWith": {
                "city": { "column": "region" }, "office": { "column": "region", "missing": "create" } } } } }
            """;
        const string Csv = "agent,manager,region\nAnna,Dustin,Central\nMoses,Dustin,Central\nVicki,Celia,West\nCelia,,West\n";
        var dry = await tenant.ImportAsync(Csv, Mapping, dryRun: true);
        var import = await tenant.ImportAsync(Csv, Mapping);

        Assert.Equal((4, 4, 0), (import.Read, import.Created, import.Refused));
        Assert.Equal((4, 4, 0), (dry.Read, dry.Created, dry.Refused));
        Assert.Equal(
            ["Anna|Dustin|Dustin|", "Celia|||", "Dustin||Central|Central", "Moses|Dustin|Dustin|", "Vicki|Celia|Celia|"],
            (await tenant.QueryAsync("Person", "name", "boss", "office", "city")).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["Celia|Celia|West", "Central||", "Dustin|Dustin|Central", "West||"],
            (await tenant.QueryAsync("Office", "name", "head", "above")).Order(StringComparer.Ordinal));
        Assert.Equal((0, 0, 4), ((await tenant.ImportAsync(Csv, Mapping)) is var again ? (again.Created, again.Updated, again.Unchanged) : default));
    }

    [Fact]
    public async Task What_a_refused_row_would_have_created_is_not_created()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var import = await tenant.ImportAsync(Head + "Acme,nonsense,,,,,Peru\nBeta,,,,,Nobody,Chile\nGamma,,,,,,Chile\n", Firms);

        Assert.Equal((1, 2), (import.Created, import.Refused));
        Assert.Equal(["Chile"], await tenant.QueryAsync("Country", "name"));
    }

    [Fact]
    public async Task A_name_that_fits_several_records_refuses_the_row_and_names_them()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        await tenant.ImportAsync("n\nPeru\nPERU\n", """{ "type": "Country", "fields": { "name": { "column": "n" } } }""");
        var import = await tenant.ImportAsync(Head + "Acme,,,,,,Peru\n", Firms);
        var matched = await tenant.ImportAsync("n,c\nPeru,PE\n", """{ "type": "Country", "match": "name", "fields": { "name": { "column": "n" }, "code": { "column": "c" } } }""");

        Assert.Equal(1, import.Refused);
        Assert.Contains("Country: \"\"Peru\"\" fits 2 records: Peru, PERU. Merge them under Duplicates", await tenant.ErrorsAsync(import), StringComparison.Ordinal);
        Assert.Equal(1, matched.Refused);
        Assert.Contains("Name \"\"Peru\"\" fits 2 records: Peru, PERU. Merge them under Duplicates", await tenant.ErrorsAsync(matched), StringComparison.Ordinal);
    }

    [Fact]
    public async Task References_go_by_other_fields_to_several_records_and_to_several_types()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        await tenant.ImportAsync("k,n,c\nno,Norway,NO\npe,Peru,PE\n", """{ "type": "Country", "match": "key", "fields": { "key": { "column": "k" }, "name": { "column": "n" }, "code": { "column": "c" } } }""");
        await tenant.ImportAsync(
            "n,c,m\nAcme,no,PE; no\nBeta,PE,\n",
            """{ "type": "Firm", "match": "name", "fields": { "name": { "column": "n" }, "country": { "column": "c", "lookupBy": "code" }, "markets": { "column": "m", "lookupBy": "code" } } }""");
        await tenant.ImportAsync("n\nAnn\nBeta\n", """{ "type": "Person", "fields": { "name": { "column": "n" } } }""");
        var sales = await tenant.ImportAsync(
            "n,c\nOne,Acme\nTwo,ann\nThree,Beta\n", """{ "type": "Sale", "match": "name", "fields": { "name": { "column": "n" }, "client": { "column": "c" } } }""");
        var byKey = await tenant.ImportAsync(
            "n,c\nGamma,no\nDelta,xx\n", """{ "type": "Firm", "match": "name", "fields": { "name": { "column": "n" }, "country": { "column": "c", "lookupBy": "key" } } }""");

        Assert.Equal(["Acme|Norway|Norway+Peru", "Beta|Peru|", "Gamma|Norway|"], await tenant.QueryAsync("Firm", "name", "country", "markets"));
        Assert.Equal(["One|Acme", "Two|Ann"], await tenant.QueryAsync("Sale", "name", "client"));
        Assert.Contains("fits 2 records: Beta (Firm), Beta (Person)", await tenant.ErrorsAsync(sales), StringComparison.Ordinal);
        Assert.Contains("there is no Country", await tenant.ErrorsAsync(byKey), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_data_skips_gates_unless_they_are_asked_for()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        const string Mapping = """{ "type": "Sale", "match": "name", "gates": false, "fields": { "name": { "column": "n" }, "stage": { "column": "s" }, "amount": { "column": "a" } } }""";
        var free = await tenant.ImportAsync("n,s,a\nOne,won,\nTwo,Fresh,\nThree,nowhere,\n", Mapping);
        var gated = await tenant.ImportAsync("n,s,a\nTwo,won,5\nFour,won,\n", Mapping.Replace("false", "true", StringComparison.Ordinal));

        Assert.Equal((2, 1), (free.Created, free.Refused));
        Assert.Contains("nowhere", await tenant.ErrorsAsync(free), StringComparison.Ordinal);
        Assert.Equal((0, 0, 2), (gated.Created, gated.Updated, gated.Refused));
        Assert.Contains("may not move from Fresh to Won", await tenant.ErrorsAsync(gated), StringComparison.Ordinal);
        Assert.Contains("To move to Won, fill in Amount", await tenant.ErrorsAsync(gated), StringComparison.Ordinal);
        Assert.Equal(ImportState.Done, gated.State);
    }
}
