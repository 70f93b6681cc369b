using System.Globalization;
using System.Text;
using Crm.Contacts;
using Crm.Organization;
using Crm.Pipeline;
using CrmPlatform.Content;
using CrmPlatform.Content.Importing;
using CrmPlatform.Content.Importing.Drafts;
using CrmPlatform.Content.Importing.Files;
using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Content.Model;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using Xunit;

namespace CrmPlatform.Tests.Content.Importing;

public sealed class SqliteDraftTests : DraftTests
{
    protected override DatabaseKind Database => DatabaseKind.Sqlite;
}

public sealed class PostgresDraftTests : DraftTests
{
    protected override DatabaseKind Database => DatabaseKind.Postgres;
}

/// <summary>Imports in the making: what is guessed of a file, and what the preview says, on either database.</summary>
public abstract partial class DraftTests
{
    private const string Accounts = """
        account,sector,year_established,revenue,employees,office_location,subsidiary_of
        Acme Corporation,technolgy,1996,1100.04,2822,United States,
        Betasoloin,medical,1999,251.41,495,United States,
        Bluth Company,technolgy,1993,1242.32,3027,United States,Acme Corporation

        """;

    static DraftTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    protected abstract DatabaseKind Database { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ImportHints Hints(string culture = "en-US", string country = "US") => new(CultureInfo.GetCultureInfo(culture), country);

    [Fact]
    public async Task A_file_of_another_program_finds_its_type_its_fields_and_what_it_misspells()
    {
        await using var tenant = await NewAsync();
        var draft = await CreateAsync(tenant, Accounts, "accounts.csv", type: null);
        var mapping = draft.Mapping;

        Assert.Equal("Company", mapping.Type);
        Assert.Equal("name", mapping.Match);
        Assert.Equal(3, draft.Rows);
        Assert.Equal(
            [("name", "account"), ("sector", "sector"), ("foundedIn", "year_established"), ("revenue", "revenue"), ("employees", "employees"), ("parent", "subsidiary_of")],
            mapping.Fields.Where(f => f.Key != "location").Select(f => (f.Key, f.Value.Column!)));
        Assert.Equal("technology", mapping.Fields["sector"].Aliases!["technolgy"]);
    }

    [Fact]
    public async Task A_Russian_file_with_semicolons_is_understood()
    {
        await using var tenant = await NewAsync();
        const string Csv = "ФИО;Фирма;Должность;Телефон;E-mail;Дата рождения;Баллы\r\nПетров Иван;ООО «Ромашка»;Директор;8 (916) 123-45-67;ivan@example.ru;05.04.1980;1 200,50\r\nЁлкина Анна;ООО «Ромашка»;;+7 916 765-43-21;;31.12.1991;7,25\r\n";
        var draft = await CreateAsync(tenant, Encoding.GetEncoding(1251).GetBytes(Csv), "clients.csv", "Contact", Hints("ru-RU", "RU"));
        var preview = await Drafts(tenant).PreviewAsync(tenant.Actor, draft.Id, 5, Token);

        Assert.Equal(("windows-1251", ";", "d.M.yyyy", "ru-RU"), (draft.Encoding, draft.Delimiter, draft.Mapping.DateFormat, draft.Mapping.Culture));
        Assert.Equal(
            [("name", "ФИО"), ("company", "Фирма"), ("jobTitle", "Должность"), ("phone", "Телефон"), ("email", "E-mail"), ("birthday", "Дата рождения")],
            draft.Mapping.Fields.Select(f => (f.Key, f.Value.Column!)));
        Assert.Equal(MissingLookup.Create, draft.Mapping.Fields["company"].Missing);
        Assert.All(preview.Rows, r => Assert.Equal(PreviewOutcome.Created, r.Outcome));
        Assert.Equal("+79161234567", preview.Rows[0].Cells[3].Value);
        Assert.Equal(new DateOnly(1980, 4, 5), preview.Rows[0].Cells[5].Value);
        Assert.True(preview.Rows[0].Cells[1] is { Value: "ООО «Ромашка»", Missing: true });
    }

    [Theory]
    [InlineData("01/02/2020\n11/21/2020", "en-GB", "M/d/yyyy")]
    [InlineData("01/02/2020\n02/03/2020", "en-US", "M/d/yyyy")]
    [InlineData("01/02/2020\n02/03/2020", "en-GB", "d/M/yyyy")]
    [InlineData("2020-02-01\n2020-03-02", "ru-RU", "yyyy-MM-dd")]
    [InlineData("21.11.2020\n1.2.2020", "en-US", "d.M.yyyy")]
    [InlineData("03/31/1980\n1980-13-01", "en-US", "M/d/yyyy")]
    public async Task The_days_of_a_file_tell_how_it_writes_them(string days, string culture, string format)
    {
        await using var tenant = await NewAsync();
        var draft = await CreateAsync(tenant, Encoding.UTF8.GetBytes("birthday\n" + days + "\n"), "days.csv", "Contact", Hints(culture));

        Assert.Equal(format, draft.Mapping.DateFormat);
    }

    [Fact]
    public async Task Columns_whose_names_say_nothing_are_known_by_their_values()
    {
        await using var tenant = await NewAsync();
        var draft = await CreateAsync(tenant, "a,b,c,d\nAnna,a@example.com,+1 212 555-0123,12\nBea,b@example.com,+1 212 555-0124,13\n", "x.csv", "Contact");

        Assert.Equal([("email", "b"), ("phone", "c")], draft.Mapping.Fields.Select(f => (f.Key, f.Value.Column!)));
    }

    [Fact]
    public async Task A_preview_says_what_is_wrong_where_it_is_wrong_and_writes_nothing()
    {
        await using var tenant = await NewAsync();
        await tenant.ImportAsync("n,k\nBeta,prospect\n", """{ "type": "Company", "fields": { "name": { "column": "n" }, "kind": { "column": "k" } } }""");
        var draft = await CreateAsync(tenant, "Name,Employees,Belongs to,Kind\nAcme,many,,\nBeta,7,,\n,9,,\nGamma,1,Nowhere,\nGamma,2,,\n", "x.csv", "Company");
        var mapping = ColumnChoices.With(draft.Mapping with { Match = "name" },
        [
            new ColumnChoice("Name", "name", null, MissingLookup.Refuse, null, new Dictionary<string, string>()),
            new ColumnChoice("Employees", "employees", null, MissingLookup.Refuse, 1000, new Dictionary<string, string>()),
            new ColumnChoice("Belongs to", "parent", null, MissingLookup.Refuse, null, new Dictionary<string, string>()),
        ]);
        await Drafts(tenant).SaveAsync(tenant.Actor, draft.Id, mapping, Hints(), Token);
        var preview = await Drafts(tenant).PreviewAsync(tenant.Actor, draft.Id, 10, Token);

        Assert.Equal(["name", "employees", "parent"], preview.Fields.Select(f => f.Path));
        Assert.Equal("content.bad-value", preview.Rows[0].Cells[1].Error!.Id);
        Assert.Empty(preview.Rows[0].Faults);
        Assert.Equal((PreviewOutcome.Updated, 7000L), (preview.Rows[1].Outcome, preview.Rows[1].Cells[1].Value));
        Assert.Equal("import.match-empty", Assert.Single(preview.Rows[2].Faults).Id);
        Assert.NotEqual(PreviewOutcome.Updated, preview.Rows[3].Outcome);
        Assert.Equal(["Beta"], await tenant.QueryAsync("Company", "name"));
    }

    [Fact]
    public async Task A_mapping_is_remembered_for_files_with_the_same_head()
    {
        await using var tenant = await NewAsync();
        var draft = await CreateAsync(tenant, Accounts, "accounts.csv", "Company");
        var fields = draft.Mapping.Fields.ToDictionary(StringComparer.OrdinalIgnoreCase);
        fields["revenue"] = fields["revenue"] with { Multiply = 1_000_000 };
        var mapped = await Drafts(tenant).SaveAsync(tenant.Actor, draft.Id, draft.Mapping with { Fields = fields }, Hints(), Token);
        var import = await Drafts(tenant).StartAsync(tenant.Actor, mapped, dryRun: false, Token);
        var done = await tenant.Get<IImports>().RunAsync(import, null, Token);

        var next = await CreateAsync(tenant, Accounts.Replace("Betasoloin", "Gamma", StringComparison.Ordinal), "next month.csv", type: null);

        Assert.Equal((3, 0), (done.Created, done.Refused));
        Assert.True(next.Remembered);
        Assert.Equal(1_000_000, next.Mapping.Fields["revenue"].Multiply);
        Assert.Equal("Company", next.Mapping.Type);
    }

    [Fact]
    public async Task A_draft_is_its_persons_own()
    {
        await using var tenant = await NewAsync();
        var draft = await CreateAsync(tenant, Accounts, "accounts.csv", "Company");
        var other = new Actor("user:2", "Other", null, new HashSet<string> { Permission.All });
        var member = new Actor("user:3", "Member", null, new HashSet<string> { Permission.ContentView, Permission.ContentEdit });

        Assert.Equal("import.draft-unknown", (await Assert.ThrowsAsync<UserError>(() => Drafts(tenant).GetAsync(other, draft.Id, Token))).Id);
        Assert.Equal("import.draft-unknown", (await Assert.ThrowsAsync<UserError>(() => Drafts(tenant).GetAsync(tenant.Actor, "../../" + draft.Id, Token))).Id);
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<UserError>(() => Drafts(tenant).GetAsync(member, draft.Id, Token))).Id);
    }

    [Fact]
    public async Task Reading_the_file_in_another_way_guesses_anew_and_a_mapping_survives_as_a_file()
    {
        await using var tenant = await NewAsync();
        var draft = await CreateAsync(tenant, "Name,Phone;x\nAcme;1,\n", "x.csv", "Company");
        var other = await Drafts(tenant).SaveAsync(tenant.Actor, draft.Id, draft.Mapping with { Delimiter = draft.Delimiter == "," ? ";" : "," }, Hints(), Token);

        Assert.NotEqual(draft.Columns.Select(c => c.Name), other.Columns.Select(c => c.Name));
        Assert.Equivalent(other.Mapping, ImportMappings.Parse(ImportMappings.Write(other.Mapping)));
    }

    [Fact]
    public async Task A_workbook_is_a_draft_too_and_its_days_fit_whatever_format_is_chosen()
    {
        await using var tenant = await NewAsync();
        var book = Workbooks.Of(("People", [["Full name", "Birthday"], ["Anna", new DateTime(1980, 4, 5)], ["Bea", "06.05.1981"]]));
        var draft = await CreateAsync(tenant, book, "people.xlsx", "Contact", Hints());
        await Drafts(tenant).SaveAsync(tenant.Actor, draft.Id, draft.Mapping with { DateFormat = "dd.MM.yyyy" }, Hints(), Token);
        var preview = await Drafts(tenant).PreviewAsync(tenant.Actor, draft.Id, 5, Token);

        Assert.Equal((ImportFileKind.Workbook, "People"), (draft.Kind, draft.Sheets[0]));
        Assert.Equal([new DateOnly(1980, 4, 5), new DateOnly(1981, 5, 6)], preview.Rows.Select(r => r.Cells[1].Value));
    }

    /// <summary>The page sends each choice at once, and gives up on the one before.</summary>
    [Fact]
    public async Task Choices_that_overtake_each_other_or_are_given_up_leave_the_draft_whole()
    {
        await using var tenant = await NewAsync();
        var book = Workbooks.Of(("People", [["Full name", "Birthday"], ["Anna", new DateTime(1980, 4, 5)], ["Bea", "06.05.1981"]]));
        var draft = await CreateAsync(tenant, book, "people.xlsx", "Contact", Hints());
        var drafts = Drafts(tenant);

        await Parallel.ForEachAsync(Enumerable.Range(0, 60), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            using var request = new CancellationTokenSource();
            try
            {
                var save = drafts.SaveAsync(tenant.Actor, draft.Id, draft.Mapping with { DateFormat = i % 2 == 0 ? "dd.MM.yyyy" : "MM/dd/yyyy" }, Hints(), request.Token);
                await (i % 3 == 0 ? request.CancelAsync() : drafts.PreviewAsync(tenant.Actor, draft.Id, 5, request.Token));
                await save;
            }
            catch (OperationCanceledException) when (request.IsCancellationRequested)
            {
                // Its page is gone.
            }
        });
        await drafts.SaveAsync(tenant.Actor, draft.Id, draft.Mapping with { DateFormat = "dd.MM.yyyy" }, Hints(), Token);
        var preview = await drafts.PreviewAsync(tenant.Actor, draft.Id, 5, Token);

        Assert.Equal([new DateOnly(1980, 4, 5), new DateOnly(1981, 5, 6)], preview.Rows.Select(r => r.Cells[1].Value));
    }

    [Fact]
    public async Task What_is_imported_is_what_the_person_saw_though_an_earlier_choice_arrives_late()
    {
        await using var tenant = await NewAsync();
        var draft = await CreateAsync(tenant, Accounts, "accounts.csv", "Company");
        var seen = await Drafts(tenant).SaveAsync(tenant.Actor, draft.Id, draft.Mapping with { Match = null }, Hints(), Token);
        var fields = draft.Mapping.Fields.Where(f => f.Key == "name").ToDictionary(StringComparer.OrdinalIgnoreCase);
        await Drafts(tenant).SaveAsync(tenant.Actor, draft.Id, draft.Mapping with { Fields = fields }, Hints(), Token);

        await tenant.Get<IImports>().RunAsync(await Drafts(tenant).StartAsync(tenant.Actor, seen, dryRun: false, Token), null, Token);

        Assert.Equal(["1993", "1996", "1999"], (await tenant.QueryAsync("Company", "foundedIn")).Order());
    }

    private static IImportDrafts Drafts(ImportTenant tenant) => tenant.Get<IImportDrafts>();

    private async Task<ImportTenant> NewAsync() => await ImportTenant.CreateAsync(
        Database, [new PlatformLayer().Build(), new OrganizationTypes().Build(), new ContactsTypes().Build(), new PipelineTypes().Build()]);

    private static Task<ImportDraft> CreateAsync(ImportTenant tenant, string csv, string file, string? type) =>
        CreateAsync(tenant, Encoding.UTF8.GetBytes(csv), file, type, Hints());

    private static async Task<ImportDraft> CreateAsync(ImportTenant tenant, byte[] bytes, string file, string? type, ImportHints hints)
    {
        using var stream = new MemoryStream(bytes);
        return await Drafts(tenant).CreateAsync(tenant.Actor, stream, file, type, hints, Token);
    }
}
