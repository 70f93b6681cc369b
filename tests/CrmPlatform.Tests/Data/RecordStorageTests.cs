using CrmPlatform.Content;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Xunit;
using static CrmPlatform.Tests.Support.TestModels;

namespace CrmPlatform.Tests.Data;

/// <summary>Records in and out of their tables.</summary>
public abstract class RecordStorageTests(DatabaseKind kind) : StorageTests(kind)
{
    private static readonly ContentType _company = Type("Company", Text("name", searchable: true), Choice("sector"));

    private static readonly ContentType _deal = Type(
        "Deal",
        Text("name", searchable: true),
        Money("amount"),
        Decimal("rate", 4),
        Integer("floor"),
        Date("closedOn"),
        Instant("due"),
        Boolean("hot"),
        Lookup("company", "Company"),
        MultiChoice("tags"),
        MultiLookup("partners", "Company"),
        Reference("subject"),
        Phone("phone")) with
    {
        DuplicateKeys = [],
    };

    private static readonly ContentModel _model = Model(_company, _deal);

    [Fact]
    public async Task A_record_comes_back_with_every_value_as_it_was_stored()
    {
        await UseAsync(_model);
        var written = FullDeal(7);
        await InsertAsync(_deal, written);

        var read = await FindAsync(_deal, 7);

        Assert.NotNull(read);
        Assert.Equal((7L, 1L), (read.Id, read.Version));
        foreach (var (field, value) in written.Record.Values)
        {
            Assert.Equal(value, read[field]);
        }

        Assert.Equal(Now, read[SystemFields.CreatedAt]);
        Assert.Equal("4.1000", FormattableString.Invariant($"{read["rate"]}"));
    }

    [Fact]
    public async Task Empty_fields_are_absent_from_a_record_that_is_read()
    {
        await UseAsync(_model);
        await InsertAsync(_deal, Record(_deal, 1, ("name", "Bare")));

        var read = await FindAsync(_deal, 1);

        Assert.Equal("Bare", read!["name"]);
        Assert.DoesNotContain("amount", read.Values.Keys);
        Assert.DoesNotContain("tags", read.Values.Keys);
        Assert.DoesNotContain(SystemFields.DeletedAt, read.Values.Keys);
    }

    [Fact]
    public async Task Many_records_go_in_at_once_with_their_many_valued_fields()
    {
        await UseAsync(_model);
        await InsertAsync(_deal, [.. Enumerable.Range(1, 200).Select(i => FullDeal(i))]);

        await using var session = await Database.ReadAsync(Token);
        var read = await session.FindManyAsync(_deal, [.. Enumerable.Range(1, 200).Select(i => (long)i)], Token);

        Assert.Equal(200, read.Count);
        Assert.All(read, r => Assert.Equal(["red", "big"], Assert.IsAssignableFrom<IReadOnlyList<string>>(r["tags"])));
        Assert.All(read, r => Assert.Equal([5L, 6L], Assert.IsAssignableFrom<IReadOnlyList<long>>(r["partners"])));
    }

    [Fact]
    public async Task An_update_stores_the_named_fields_and_leaves_the_others()
    {
        await UseAsync(_model);
        await InsertAsync(_deal, FullDeal(1));

        await using (var session = await Database.WriteAsync(WritePriority.Interactive, Token))
        {
            var changed = Record(_deal, 1, 2, ("name", "Other"), ("floor", 99L), ("tags", new[] { "small" }));
            Assert.True(await session.UpdateAsync(_deal, changed, ["name", "tags"], 1, Token));
            await session.CommitAsync(Token);
        }

        var read = await FindAsync(_deal, 1);
        Assert.Equal("Other", read!["name"]);
        Assert.Equal(3L, read["floor"]);
        Assert.Equal(["small"], (IEnumerable<string>)read["tags"]!);
        Assert.Equal(2, read.Version);
    }

    [Fact]
    public async Task An_update_of_another_version_stores_nothing()
    {
        await UseAsync(_model);
        await InsertAsync(_deal, FullDeal(1));

        await using var session = await Database.WriteAsync(WritePriority.Interactive, Token);
        Assert.False(await session.UpdateAsync(_deal, Record(_deal, 1, 3, ("name", "Late")), ["name"], 2, Token));
        Assert.Equal("Windows №1", (await session.FindAsync(_deal, 1, Token))!["name"]);
    }

    [Fact]
    public async Task What_is_not_committed_is_not_there()
    {
        await UseAsync(_model);
        await using (var session = await Database.WriteAsync(WritePriority.Interactive, Token))
        {
            await session.InsertAsync(_deal, [FullDeal(1)], Token);
        }

        Assert.Null(await FindAsync(_deal, 1));
    }

    [Fact]
    public async Task Purged_records_are_gone_with_all_that_belonged_to_them()
    {
        await UseAsync(_model);
        await InsertAsync(_deal, FullDeal(1), FullDeal(2));
        await using (var session = await Database.WriteAsync(WritePriority.Interactive, Token))
        {
            await session.PurgeAsync(_deal, [1], Token);
            await session.CommitAsync(Token);
        }

        Assert.Null(await FindAsync(_deal, 1));
        Assert.NotNull(await FindAsync(_deal, 2));
        await InsertAsync(_deal, FullDeal(1));
        Assert.Equal(["red", "big"], (IEnumerable<string>)(await FindAsync(_deal, 1))!["tags"]!);
    }

    [Fact]
    public async Task Two_live_records_cannot_have_one_key_but_a_binned_one_gives_it_free()
    {
        await UseAsync(_model);
        await InsertAsync(_company, Record(_company, 1, ("name", "A"), (SystemFields.Key, "acme")));

        var error = await Assert.ThrowsAsync<UserError>(() => InsertAsync(_company, Record(_company, 2, ("name", "B"), (SystemFields.Key, "acme"))));
        Assert.Equal("storage.unique", error.Id);
        await InsertAsync(_company, Record(_company, 3, ("name", "C"), (SystemFields.Key, "acme"), (SystemFields.DeletedAt, Now)));
    }

    [Fact]
    public async Task Records_are_found_by_folded_values_of_a_field()
    {
        await UseAsync(_model);
        await InsertAsync(_company, Record(_company, 1, ("name", "Müller")), Record(_company, 2, ("name", "Ёлка")), Record(_company, 3, ("name", "muller"), (SystemFields.DeletedAt, Now)));

        await using var session = await Database.ReadAsync(Token);
        var found = await session.FindByValuesAsync(_company, _company.Fields["name"], ["MULLER", "елка", "nobody"], Token);

        Assert.Equal([("MULLER", 1L), ("елка", 2L)], found.Select(f => ((string)f.Value, f.Id)).OrderBy(f => f.Id));
    }

    [Fact]
    public async Task Names_come_with_a_mark_for_binned_records_and_without_the_unknown()
    {
        await UseAsync(_model);
        await InsertAsync(_company, Record(_company, 1, ("name", "A")), Record(_company, 2, ("name", "B"), (SystemFields.DeletedAt, Now)));

        await using var session = await Database.ReadAsync(Token);
        var names = await session.NamesAsync(_model, [new("Company", 1), new("Company", 2), new("Company", 3)], Token);

        Assert.Equal(new RecordLink("Company", 1, "A"), names[new("Company", 1)]);
        Assert.Equal(new RecordLink("Company", 2, "B", Deleted: true), names[new("Company", 2)]);
        Assert.Equal(2, names.Count);
    }

    [Fact]
    public async Task Referrers_are_found_through_lookups_many_lookups_and_references()
    {
        await UseAsync(_model);
        await InsertAsync(_deal, FullDeal(1), Record(_deal, 2, ("name", "x"), ("subject", new RecordRef("Contact", 5))));

        await using var session = await Database.ReadAsync(Token);
        Assert.Equal([(5L, 1L)], await session.FindReferrersAsync(_deal, _deal.Fields["company"], "Company", [5], 10, Token));
        Assert.Equal([(6L, 1L)], await session.FindReferrersAsync(_deal, _deal.Fields["partners"], "Company", [6, 8], 10, Token));
        Assert.Equal([(5L, 1L)], await session.FindReferrersAsync(_deal, _deal.Fields["subject"], "Company", [5], 10, Token));
    }

    [Fact]
    public async Task Ids_are_never_handed_out_twice_also_after_a_restart()
    {
        await UseAsync(_model);
        var ids = new HashSet<long>();
        for (var i = 0; i < 5; i++)
        {
            Take(await Database.ReserveIdsAsync(700, Token), 700);
        }

        await using (var session = await Database.WriteAsync(WritePriority.Interactive, Token))
        {
            Take(await Database.ReserveIdsAsync(3000, Token), 3000);
        }

        await RestartAsync();
        Take(await Database.ReserveIdsAsync(10, Token), 10);

        void Take(long first, int count) => Assert.All(Enumerable.Range(0, count), i => Assert.True(ids.Add(first + i)));
    }

    [Fact]
    public async Task Numbers_have_no_gaps_when_a_writer_gives_up()
    {
        await UseAsync(_model);
        await using (var kept = await Database.WriteAsync(WritePriority.Interactive, Token))
        {
            Assert.Equal(1, await kept.NextNumberAsync("Deal/2026", 2, Token));
            await kept.CommitAsync(Token);
        }

        await using (var dropped = await Database.WriteAsync(WritePriority.Interactive, Token))
        {
            Assert.Equal(3, await dropped.NextNumberAsync("Deal/2026", 1, Token));
        }

        await using var last = await Database.WriteAsync(WritePriority.Interactive, Token);
        Assert.Equal(3, await last.NextNumberAsync("Deal/2026", 1, Token));
    }

    private static RecordWrite FullDeal(long id) =>
        Record(
            _deal,
            id,
            ("name", $"Windows №{id}"),
            ("amount", new Money(1234.50m, "EUR", 1400.10m)),
            ("rate", 4.1m),
            ("floor", 3L),
            ("closedOn", new DateOnly(2026, 2, 28)),
            ("due", new DateTimeOffset(2026, 3, 1, 23, 59, 59, 987, TimeSpan.Zero)),
            ("hot", true),
            ("company", 5L),
            ("tags", new[] { "red", "big" }),
            ("partners", new[] { 5L, 6L }),
            ("subject", new RecordRef("Company", 5)),
            ("phone", "+79161234567"));
}

public sealed class RecordStorageOnSqlite() : RecordStorageTests(DatabaseKind.Sqlite);

public sealed class RecordStorageOnPostgres() : RecordStorageTests(DatabaseKind.Postgres);
