using System.Text;
using CrmPlatform.Content.Importing;
using CrmPlatform.Content.Importing.Drafts;
using Xunit;

namespace CrmPlatform.Tests.Content.Importing;

/// <summary>What is guessed of files as people have them.</summary>
public abstract partial class DraftTests
{
    private const string Sold = """
        opportunity_id,sales_agent,account,deal_stage,engage_date,close_date,close_value
        1C1I7A6R,Moses Frase,Cancity,Won,10/20/2016,3/1/2017,1054
        Z063OYW0,Darcel Schlecht,Isdom,Won,10/25/2016,3/11/2017,4514

        """;

    [Fact]
    public async Task A_column_of_codes_whose_name_ends_in_id_is_the_external_key()
    {
        await using var tenant = await NewAsync();
        var draft = await CreateAsync(tenant, Sold, "sales.csv", "Deal");

        Assert.Equal("opportunity_id", draft.Mapping.Fields["key"].Column);
        Assert.DoesNotContain("name", draft.Mapping.Fields.Keys);
        Assert.Equal("key", draft.Mapping.Match);
    }

    [Fact]
    public async Task The_same_code_on_several_rows_is_neither_a_key_nor_a_name()
    {
        await using var tenant = await NewAsync();
        var draft = await CreateAsync(tenant, "opportunity_id,close_value\nA1,5\nA1,6\nB2,7\n", "lines.csv", "Deal");

        Assert.Equal(["amount"], draft.Mapping.Fields.Keys);
    }

    [Theory]
    [InlineData("3/1/2017\n3/11/2017", "closedOn")]
    [InlineData("3/1/2097\n3/11/2098", "expectedOn")]
    public async Task The_days_themselves_tell_when_it_closed_from_when_it_should(string days, string field)
    {
        await using var tenant = await NewAsync();
        var draft = await CreateAsync(tenant, "close_date\n" + days + "\n", "deals.csv", "Deal");

        Assert.Equal(field, Assert.Single(draft.Mapping.Fields).Key);
    }

    [Fact]
    public async Task Addresses_of_mail_go_to_a_field_of_mail_whatever_else_the_head_says()
    {
        await using var tenant = await NewAsync();
        var draft = await CreateAsync(tenant, "Firm,E-Mail (office),Office tel.\nAcme,a@acme.example,+1 212 555 0123\nBeta,b@beta.example,+1 212 555 0124\n", "firms.csv", "Company");

        Assert.Equal(
            [("name", "Firm"), ("email", "E-Mail (office)"), ("phone", "Office tel.")],
            draft.Mapping.Fields.Select(f => (f.Key, f.Value.Column!)));
    }

    [Fact]
    public async Task A_column_that_is_called_as_its_field_is_found_though_many_of_its_values_do_not_fit()
    {
        await using var tenant = await NewAsync();
        var draft = await CreateAsync(tenant, "Full name,Mobile\nMary,15550100\nLee,+852 5550 1234\nBad,x\n", "people.csv", "Contact");

        Assert.Equal("Mobile", draft.Mapping.Fields["mobile"].Column);
    }

    [Fact]
    public async Task Companies_without_a_key_are_recognised_by_their_name_though_some_rows_repeat_it()
    {
        await using var tenant = await NewAsync();
        var draft = await CreateAsync(tenant, "Name,Phone\nAcme,+1 212 555 0123\n,+1 212 555 0124\nAcme,\n", "firms.csv", "Company");
        var preview = await Drafts(tenant).PreviewAsync(tenant.Actor, draft.Id, 5, Token);

        Assert.Equal("name", draft.Mapping.Match);
        Assert.Equal([PreviewOutcome.Created, PreviewOutcome.Refused, PreviewOutcome.Unchanged], preview.Rows.Select(r => r.Outcome));
    }

    [Fact]
    public async Task Rows_that_nothing_recognises_are_told_when_they_repeat_what_is_there_or_each_other()
    {
        await using var tenant = await NewAsync();
        await tenant.ImportAsync("n,p\nAnna,+12125550123\n", """{ "type": "Contact", "fields": { "name": { "column": "n" }, "phone": { "column": "p" } } }""");
        var known = await RepeatsAsync(tenant, "Name,Phone\nAnna,(212) 555-0123\nBea,212 555 0124\n");
        var twice = await RepeatsAsync(tenant, "Name,Phone\nBea,212 555 0124\nBea,212 555 0124\n");
        var fresh = await RepeatsAsync(tenant, "Name,Phone\nBea,212 555 0124\nCid,212 555 0125\n");
        var some = await RepeatsAsync(tenant, "Name,Phone\nAnna,(212) 555-0123\nBea,\n");

        Assert.Equal(("phone", 1), (known!.Path, known.Existing));
        Assert.Equal(("phone", 0), (twice!.Path, twice.Existing));
        Assert.Null(fresh);
        Assert.Null(some);
    }

    private static async Task<ImportRepeats?> RepeatsAsync(ImportTenant tenant, string csv)
    {
        var draft = await CreateAsync(tenant, csv, "people.csv", "Contact");
        await Drafts(tenant).SaveAsync(tenant.Actor, draft.Id, draft.Mapping with { Match = null }, Hints(), Token);
        return (await Drafts(tenant).PreviewAsync(tenant.Actor, draft.Id, 5, Token)).Repeats;
    }

    [Fact]
    public async Task A_value_that_is_left_out_is_shown_so_and_refuses_nothing()
    {
        await using var tenant = await NewAsync();
        var draft = await CreateAsync(tenant, "Name,Employees\nAcme,many\nBeta,7\n", "firms.csv", "Company");
        await Drafts(tenant).SaveAsync(tenant.Actor, draft.Id, draft.Mapping with { Unfit = UnfitValue.Empty }, Hints(), Token);
        var row = (await Drafts(tenant).PreviewAsync(tenant.Actor, draft.Id, 5, Token)).Rows[0];

        Assert.Equal(PreviewOutcome.Created, row.Outcome);
        Assert.True(row.Cells[1] is { Emptied: true, Error.Id: "content.bad-value" });
    }

    [Fact]
    public async Task A_mended_file_of_refused_rows_is_shown_as_it_will_come_in()
    {
        await using var tenant = await NewAsync();
        var draft = await CreateAsync(tenant, "Name,Employees\nAcme,-x-\nBeta,7\n", "firms.csv", "Company");
        var import = await tenant.Get<IImports>().RunAsync(await Drafts(tenant).StartAsync(tenant.Actor, draft, dryRun: false, Token), null, Token);
        var refused = await tenant.ErrorsAsync(import);

        var mended = await CreateAsync(tenant, refused.Replace("-x-", "55", StringComparison.Ordinal), "refused-1.csv", type: null);
        var preview = await Drafts(tenant).PreviewAsync(tenant.Actor, mended.Id, 5, Token);

        Assert.True(mended.Remembered);
        Assert.Contains(",'-x-,", refused, StringComparison.Ordinal);
        Assert.Equal((PreviewOutcome.Created, 55L), (Assert.Single(preview.Rows).Outcome, preview.Rows[0].Cells[1].Value));
        var again = await tenant.Get<IImports>().RunAsync(await Drafts(tenant).StartAsync(tenant.Actor, mended, dryRun: false, Token), null, Token);
        Assert.Equal((1, 0), (again.Created, again.Refused));
    }

    [Fact]
    public async Task The_card_of_a_company_becomes_a_company_and_no_contact()
    {
        await using var tenant = await NewAsync();
        var card = Encoding.UTF8.GetBytes("BEGIN:VCARD\nVERSION:3.0\nFN:\nORG:Only Org Ltd\nEMAIL:a@onlyorg.example\nEND:VCARD\n");
        var contact = await CreateAsync(tenant, card, "card.vcf", "Contact", Hints());
        var company = await CreateAsync(tenant, card, "card.vcf", "Company", Hints());
        var refused = Assert.Single((await Drafts(tenant).PreviewAsync(tenant.Actor, contact.Id, 5, Token)).Rows);
        var taken = Assert.Single((await Drafts(tenant).PreviewAsync(tenant.Actor, company.Id, 5, Token)).Rows);

        Assert.Equal((PreviewOutcome.Refused, "import.company-card"), (refused.Outcome, Assert.Single(refused.Faults).Id));
        Assert.Contains("Only Org Ltd", refused.Faults[0].Message, StringComparison.Ordinal);
        Assert.Equal(PreviewOutcome.Created, taken.Outcome);
        Assert.Contains(taken.Cells, c => Equals(c.Value, "Only Org Ltd"));
    }
}
