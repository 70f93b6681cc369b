using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CrmPlatform.Tests.Content.Reading;

public sealed class SqliteReaderTests() : ReaderTests(DatabaseKind.Sqlite);

public sealed class PostgresReaderTests() : ReaderTests(DatabaseKind.Postgres);

/// <summary>A person may see retail companies, and of no company the secret.</summary>
public abstract class ReaderTests(DatabaseKind kind)
{
    private static readonly Actor _vera = TestTenant.Person("vera");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_the_right_to_view_nothing_is_read()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Company", ("name", "A"));
        var nobody = TestTenant.Person("nobody", null, "other");
        await Forbidden(() => tenant.Reader.FindAsync(nobody, "Company", id, Token));
        await Forbidden(() => tenant.Reader.QueryAsync(nobody, new ContentQuery { Type = "Company" }, Token));
        await Forbidden(() => tenant.Reader.FindByKeysAsync(nobody, "Company", ["k"], Token));
        Assert.Empty(await tenant.Reader.NamesAsync(nobody, [new RecordRef("Company", id)], Token));

        static async Task Forbidden(Func<Task> read) => Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<UserError>(read)).Id);
    }

    [Fact]
    public async Task A_phone_number_is_found_as_people_of_the_firms_country_dictate_it()
    {
        var phones = new Layer { Id = "phones", Types = [new TypeDefinition { Id = "Company", Fields = [Field.Phone("phone", "Phone", "Телефон") with { Searchable = true }] }] };
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.TradeAnd(phones), TenantSettings.Default with { Culture = "ru" });
        await tenant.AddAsync("Company", ("name", "A"), ("phone", "+74951234567"));

        foreach (var written in new[] { "8 (495) 123-45-67", "84951234567", "+7 495 123 45 67", "4951234567", "4567" })
        {
            var found = await tenant.Reader.QueryAsync(Actor.System, new ContentQuery { Type = "Company", Where = new SearchFilter(written) }, Token);
            Assert.True(found.Rows.Count == 1, written);
        }
    }

    [Fact]
    public async Task The_last_page_of_a_list_is_read_after_a_short_one_of_the_same_kind()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        foreach (var (sector, number) in new[] { ("retail", "1"), ("medical", "2"), ("medical", "3"), ("medical", "4") })
        {
            await tenant.AddAsync("Company", ("name", number), ("sector", sector), ("taxId", number));
        }

        // As many rows on each of the two: what is left of the page is asked for in the same words.
        Assert.Equal(["1"], (await PageAsync("retail", null)).Rows.Select(r => r.Values[0]));
        var first = await PageAsync("medical", null);
        Assert.Equal(["4"], (await PageAsync("medical", first.NextCursor)).Rows.Select(r => r.Values[0]));
        Assert.Equal(["1"], (await PageAsync("retail", null)).Rows.Select(r => r.Values[0]));

        Task<QueryPage> PageAsync(string sector, string? cursor)
        {
            var where = new FieldCondition("sector", FilterOperator.Equal, JsonSerializer.SerializeToElement(sector));
            return tenant.Reader.QueryAsync(Actor.System, new ContentQuery { Type = "Company", Columns = ["name"], Where = where, Sort = ["taxId"], Limit = 2, Cursor = cursor }, Token);
        }
    }

    [Fact]
    public async Task A_right_may_be_refined_to_a_type()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var company = await tenant.AddAsync("Company", ("name", "A"));
        await tenant.AddAsync("Deal", ("name", "D"), ("company", company));
        var seller = TestTenant.Person("seller", null, "content.view.Deal");
        var page = await tenant.Reader.QueryAsync(seller, new ContentQuery { Type = "Deal", Columns = ["name", "company"] }, Token);
        Assert.Equal("", ((RecordLink)page.Rows[0].Values[1]!).Name);
        await Assert.ThrowsAsync<UserError>(() => tenant.Reader.QueryAsync(seller, new ContentQuery { Type = "Deal", Columns = ["company.name"] }, Token));
        await Assert.ThrowsAsync<UserError>(() => tenant.Reader.QueryAsync(seller, new ContentQuery { Type = "Company" }, Token));
    }

    [Fact]
    public async Task Records_that_one_may_not_see_are_absent_everywhere()
    {
        await using var tenant = await LimitedAsync();
        var (retail, medical) = await CompaniesAsync(tenant);
        Assert.NotNull(await tenant.Reader.FindAsync(_vera, "Company", retail, Token));
        Assert.Null(await tenant.Reader.FindAsync(_vera, "Company", medical, Token));
        var page = await tenant.Reader.QueryAsync(_vera, new ContentQuery { Type = "Company", Columns = ["name"] }, Token);
        Assert.Equal(["Retail"], page.Rows.Select(r => r.Values[0]));
        var count = await tenant.Reader.QueryAsync(_vera, new ContentQuery { Type = "Company", Aggregates = [new Aggregate("count")] }, Token);
        Assert.Equal(1L, count.Rows[0].Values[0]);
        var names = await tenant.Reader.NamesAsync(_vera, [new("Company", retail), new("Company", medical)], Token);
        Assert.Equal([retail], names.Keys.Select(k => k.Id));
        Assert.Equal(["k1"], (await tenant.Reader.FindByKeysAsync(_vera, "Company", ["k1", "k2"], Token)).Keys);
        Assert.Equal("content.not-found", (await Assert.ThrowsAsync<UserError>(() => tenant.History.ReadAsync(_vera, "Company", medical, 5, Token))).Id);
        var streamed = new List<long>();
        await foreach (var row in tenant.Reader.StreamAsync(_vera, new ContentQuery { Type = "Company" }, Token))
        {
            streamed.Add(row.Id);
        }

        Assert.Equal([retail], streamed);
        await tenant.ApplyAsync(new DeleteChange("Company", medical), new DeleteChange("Company", retail));
        Assert.Null(await tenant.Reader.FindAsync(_vera, "Company", medical, Token));
        Assert.NotNull(await tenant.Reader.FindAsync(_vera, "Company", retail, Token));
    }

    [Fact]
    public async Task Links_to_unseen_records_name_nobody_and_paths_through_them_find_nothing()
    {
        await using var tenant = await LimitedAsync();
        var (retail, medical) = await CompaniesAsync(tenant);
        await tenant.AddAsync("Deal", ("name", "R"), ("company", retail));
        await tenant.AddAsync("Deal", ("name", "M"), ("company", medical));
        var page = await tenant.Reader.QueryAsync(_vera, new ContentQuery { Type = "Deal", Columns = ["name", "company"], Sort = ["name"] }, Token);
        Assert.Equal(["", "Retail"], page.Rows.Select(r => ((RecordLink)r.Values[1]!).Name));
        Assert.Equal(0L, await CountAsync(tenant, "Deal", Condition("company.name", "Medical")));
        Assert.Equal(1L, await CountAsync(tenant, "Deal", Condition("company.name", "Retail")));
        var through = await tenant.Reader.QueryAsync(_vera, new ContentQuery { Type = "Deal", Columns = ["company.name", "name", "company.sector"], Sort = ["name"] }, Token);
        Assert.Equal(["company.name", "name", "company.sector"], through.Columns);
        Assert.Equal([null, "M", null], through.Rows[0].Values);
        Assert.Equal(["Retail", "R", "retail"], through.Rows[1].Values);
        foreach (var query in new ContentQuery[]
        {
            new() { Type = "Deal", Sort = ["company.name"] },
            new() { Type = "Deal", GroupBy = ["company.name"], Aggregates = [new Aggregate("count")] },
            new() { Type = "Employee", Where = Condition("Company:owner.name", "Medical") },
        })
        {
            Assert.Equal("content.unknown-field", (await Assert.ThrowsAsync<UserError>(() => tenant.Reader.QueryAsync(_vera, query, Token))).Id);
        }
    }

    [Fact]
    public async Task A_hidden_field_is_unknown_wherever_it_is_named()
    {
        await using var tenant = await LimitedAsync();
        var (retail, _) = await CompaniesAsync(tenant);
        Assert.False((await tenant.Reader.FindAsync(_vera, "Company", retail, Token))!.Values.ContainsKey("secret"));
        var page = await tenant.Reader.QueryAsync(_vera, new ContentQuery { Type = "Company" }, Token);
        Assert.DoesNotContain("secret", page.Columns);
        foreach (var query in new ContentQuery[]
        {
            new() { Type = "Company", Columns = ["secret"] },
            new() { Type = "Company", Sort = ["-secret"] },
            new() { Type = "Company", Where = new NotFilter(new OrFilter([Condition("secret", "x")])) },
            new() { Type = "Company", GroupBy = ["secret"] },
            new() { Type = "Company", Aggregates = [new Aggregate("countDistinct", "secret")] },
            new() { Type = "Deal", Where = Condition("company.secret", "x") },
            new() { Type = "Employee", Where = Condition("Company:owner.secret", "x") },
        })
        {
            Assert.Equal("content.unknown-field", (await Assert.ThrowsAsync<UserError>(() => tenant.Reader.QueryAsync(_vera, query, Token))).Id);
        }
    }

    [Fact]
    public async Task What_one_may_not_see_one_may_not_change_or_choose()
    {
        await using var tenant = await LimitedAsync();
        var (retail, medical) = await CompaniesAsync(tenant);
        Assert.Equal("content.not-found", (await Assert.ThrowsAsync<UserError>(() =>
            tenant.ApplyAsync(_vera, WriteOptions.Default, new UpdateChange("Company", medical, Values.Of(("name", "x")))))).Id);
        Assert.Equal("content.not-found", (await Assert.ThrowsAsync<UserError>(() =>
            tenant.ApplyAsync(_vera, WriteOptions.Default, new DeleteChange("Company", medical)))).Id);
        var chosen = await Assert.ThrowsAsync<ValidationError>(() =>
            tenant.ApplyAsync(_vera, WriteOptions.Default, new CreateChange("Deal", Values.Of(("name", "D"), ("company", medical)))));
        Assert.Equal("content.missing-target", chosen.Findings[0].Code.Id);
        var hidden = await Assert.ThrowsAsync<ValidationError>(() =>
            tenant.ApplyAsync(_vera, WriteOptions.Default, new UpdateChange("Company", retail, Values.Of(("secret", "x")))));
        Assert.Equal("content.unknown-field", hidden.Findings[0].Code.Id);
    }

    [Fact]
    public async Task An_unknown_field_is_refused_and_SQL_in_it_is_inert()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var error = await Assert.ThrowsAsync<UserError>(() =>
            tenant.Reader.QueryAsync(Actor.System, new ContentQuery { Type = "Company", Columns = ["sectr; drop table company"] }, Token));
        Assert.Equal("content.unknown-field", error.Id);
    }

    [Fact]
    public async Task Keyset_pages_reach_every_record_once()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        await tenant.ApplyAsync([.. Enumerable.Range(0, 25).Select(i => new CreateChange("Company", Values.Of(("name", $"C{i % 7}"))))]);
        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = await tenant.Reader.QueryAsync(_vera, new ContentQuery { Type = "Company", Columns = ["name"], Sort = ["-name"], Limit = 4, Cursor = cursor }, Token);
            seen.AddRange(page.Rows.Select(r => r.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal(25, seen.Count);
        Assert.Equal(25, seen.Distinct().Count());
    }

    private Task<TestTenant> LimitedAsync() => TestTenant.CreateAsync(kind, TestLayers.Trade, configure: services =>
        services.AddSingleton<IRecordAccess>(new TestAccess((_, type, _) => type.Id == "Company"
            ? new RecordLimits(Condition("sector", "retail"), ["secret"])
            : null)));

    private static async Task<(long Retail, long Medical)> CompaniesAsync(TestTenant tenant)
    {
        var result = await tenant.ApplyAsync(
            new CreateChange("Company", Values.Of(("name", "Retail"), ("sector", "retail"), ("secret", "s1")), Key: "k1"),
            new CreateChange("Company", Values.Of(("name", "Medical"), ("sector", "medical"), ("secret", "s2")), Key: "k2"));
        return (result.Results[0].Record.Id, result.Results[1].Record.Id);
    }

    private static async Task<long> CountAsync(TestTenant tenant, string type, FilterNode where)
    {
        var query = new ContentQuery { Type = type, Where = where, Aggregates = [new Aggregate("count")] };
        return (long)(await tenant.Reader.QueryAsync(_vera, query, Token)).Rows[0].Values[0]!;
    }

    private static FieldCondition Condition(string field, string value) =>
        new(field, FilterOperator.Equal, JsonSerializer.SerializeToElement(value));
}
