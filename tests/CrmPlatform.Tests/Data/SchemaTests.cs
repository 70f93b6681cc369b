using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Data;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Schema;
using CrmPlatform.Errors;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static CrmPlatform.Tests.Support.TestModels;

namespace CrmPlatform.Tests.Data;

/// <summary>Tables follow the model and lose nothing on the way.</summary>
public abstract class SchemaTests(DatabaseKind kind) : StorageTests(kind)
{
    private static readonly ContentField _name = Text("name");
    private static readonly DuplicateKey _byName = new("byName", [_name], Unique: true, "name", "byname__key");

    [Fact]
    public async Task Converging_twice_changes_nothing()
    {
        var model = Model(Type("Deal", _name, MultiChoice("tags"), Lookup("company", "Company")), Type("Company", _name));
        await UseAsync(model);
        var before = await SchemaAsync();
        await UseAsync(model);

        Assert.Equal(before, await SchemaAsync());
    }

    [Fact]
    public async Task New_fields_and_types_come_to_what_is_there()
    {
        var first = Type("Deal", _name);
        await UseAsync(Model(first));
        await InsertAsync(first, Record(first, 1, ("name", "Old")));
        var second = Type("Deal", _name, Integer("floor"), MultiChoice("tags"));
        await UseAsync(Model(second, Type("Company", _name)));
        await InsertAsync(second, Record(second, 2, ("name", "New"), ("floor", 4L), ("tags", new[] { "a" })));

        Assert.Equal("Old", (await FindAsync(second, 1))!["name"]);
        Assert.Equal(4L, (await FindAsync(second, 2))!["floor"]);
    }

    [Fact]
    public async Task A_removed_field_keeps_its_values_until_it_comes_back()
    {
        var with = Type("Deal", _name, Integer("floor"));
        await UseAsync(Model(with));
        await InsertAsync(with, Record(with, 1, ("name", "A"), ("floor", 4L)));
        var without = Type("Deal", _name);
        await UseAsync(Model(without));
        Assert.DoesNotContain("floor", (await FindAsync(without, 1))!.Values.Keys);
        await UseAsync(Model(with));

        Assert.Equal(4L, (await FindAsync(with, 1))!["floor"]);
    }

    [Fact]
    public async Task A_field_of_another_shape_under_the_same_name_gets_a_column_of_its_own()
    {
        var number = Type("Deal", _name, Integer("floor"), MultiChoice("tags"));
        await UseAsync(Model(number));
        await InsertAsync(number, Record(number, 1, ("name", "A"), ("floor", 4L), ("tags", new[] { "x" })));
        var text = Type("Deal", _name, PlainText("floor"), MultiLookup("tags", "Deal"));
        await UseAsync(Model(text));
        await InsertAsync(text, Record(text, 2, ("name", "B"), ("floor", "ground"), ("tags", new[] { 1L })));

        Assert.Null((await FindAsync(text, 1))!["floor"]);
        Assert.Equal("ground", (await FindAsync(text, 2))!["floor"]);
        Assert.Equal([1L], (IEnumerable<long>)(await FindAsync(text, 2))!["tags"]!);
        await RestartAsync();
        Assert.Equal("ground", (await FindAsync(text, 2))!["floor"]);
        await UseAsync(Model(number));
        Assert.Equal(4L, (await FindAsync(number, 1))!["floor"]);
        Assert.Equal(["x"], (IEnumerable<string>)(await FindAsync(number, 1))!["tags"]!);
    }

    [Fact]
    public async Task Fields_may_be_called_like_anything_the_database_knows()
    {
        string[] ids = ["version", "created_at", "key", "search_text", "rowid", "xmin", "select", "Order", "group", "a\"b; drop table deal --", new('x', 90)];
        var fields = ids.Where(id => id is not ("version" or "key")).Select(id => PlainText(id)).Append(MultiChoice("limit")).Prepend(_name).ToArray();
        var type = Type("sys_Table", fields);
        await UseAsync(Model(type));
        await InsertAsync(type, Record(type, 1, [.. fields.SkipLast(1).Select(f => (f.Id, (object?)f.Id)), ("limit", new[] { "z" })]));

        var read = await FindAsync(type, 1);
        Assert.All(fields.SkipLast(1), f => Assert.Equal(f.Id, read![f.Id]));
        Assert.Equal(["z"], (IEnumerable<string>)read!["limit"]!);
    }

    [Fact]
    public async Task Folded_and_searchable_text_of_old_rows_is_filled_when_a_field_comes_to_need_it()
    {
        var plain = Type("Deal", PlainText("name"));
        await UseAsync(Model(plain));
        await InsertAsync(plain, [.. Enumerable.Range(1, 1203).Select(i => Record(plain, i, ("name", $"Müller {i.ToString(CultureInfo.InvariantCulture)}")))]);
        var folded = Type("Deal", Text("name", searchable: true));
        await UseAsync(Model(folded));

        await using var session = await Database.ReadAsync(Token);
        Assert.Equal([("MULLER 77", 77L)], (await session.FindByValuesAsync(folded, folded.Fields["name"], ["MULLER 77"], Token)).Select(f => ((string)f.Value, f.Id)));
        Assert.Equal([1203L], await SearchAsync(folded, "ler", "1203"));
    }

    [Fact]
    public async Task A_unique_key_over_duplicates_lists_them_and_is_enforced_once_they_are_merged()
    {
        var free = Type("Deal", _name);
        await UseAsync(Model(free));
        await InsertAsync(free, Record(free, 1, ("name", "Acme")), Record(free, 2, ("name", "ACME")), Record(free, 3, ("name", "Zeta")));
        var keyed = free with { DuplicateKeys = [_byName] };
        await UseAsync(Model(keyed));

        var finding = Assert.Single(await FindingsAsync());
        Assert.Equal(("Deal", "byName"), (finding.Type, finding.Key));
        Assert.Equal([1L, 2L], finding.Records);
        await PurgeAsync(keyed, 2);
        await UseAsync(Model(keyed));

        Assert.Empty(await FindingsAsync());
        var error = await Assert.ThrowsAsync<UserError>(() => InsertAsync(keyed, Record(keyed, 4, ("name", "zeta"))));
        Assert.Equal("storage.unique", error.Id);
    }

    [Fact]
    public async Task Duplicate_keys_find_live_records_by_their_normalised_values()
    {
        var keyed = Type("Deal", _name) with { DuplicateKeys = [_byName with { Unique = false }] };
        await UseAsync(Model(keyed));
        await InsertAsync(keyed, Record(keyed, 1, ("name", "Acme")), Record(keyed, 2, ("name", "acme")), Record(keyed, 3, ("name", "acme"), (SystemFields.DeletedAt, Now)));

        await using var session = await Database.ReadAsync(Token);
        var found = await session.FindByDuplicateKeyAsync(keyed, keyed.DuplicateKeys[0], ["acme", "none"], Token);
        Assert.Equal([("acme", 1L), ("acme", 2L)], found.OrderBy(f => f.Id));
    }

    [Fact]
    public async Task A_save_over_another_state_is_refused_and_makes_no_tables()
    {
        var stamp = await UseAsync(Model(Type("Deal", _name)));
        var state = new StoredTenantState(stamp, [], [], null, TenantSettings.Default, new Dictionary<string, int>(), null);
        var error = await Assert.ThrowsAsync<UserError>(() => States.SaveAsync(Tenant, state, Model(Type("Other", _name)), "older", Token));

        Assert.Equal("tenant.state-changed", error.Id);
        Assert.DoesNotContain("other", (await PhysicalAsync()).Tables.Keys);
        Assert.Equal(stamp, await States.StampAsync(Tenant, Token));
    }

    [Fact]
    public async Task Of_hosts_that_save_over_one_state_at_once_one_wins()
    {
        var stamp = await UseAsync(Model(Type("Deal", _name)));
        var state = new StoredTenantState(stamp, [], [], null, TenantSettings.Default, new Dictionary<string, int>(), null);

        var won = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => SaveAsync($"Other{i.ToString(CultureInfo.InvariantCulture)}"), Token)));

        Assert.Single(won, w => w);
        Assert.Single((await PhysicalAsync()).Tables.Keys, table => table.StartsWith("other", StringComparison.Ordinal));

        async Task<bool> SaveAsync(string type)
        {
            try
            {
                await States.SaveAsync(Tenant, state, Model(Type("Deal", _name), Type(type, _name)), stamp, Token);
                return true;
            }
            catch (UserError error) when (error.Id == "tenant.state-changed")
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task A_kill_between_tables_and_indexes_is_seen_and_repaired_by_the_next_save()
    {
        var plain = Type("Deal", PlainText("name"));
        await UseAsync(Model(plain));
        await InsertAsync(plain, [.. Enumerable.Range(1, 40).Select(i => Record(plain, i, ("name", $"Müller {i.ToString(CultureInfo.InvariantCulture)}")))]);
        var folded = Type("Deal", Text("name", searchable: true)) with { Indexes = [["name__folded"]] };
        using (var killed = new CancellationTokenSource())
        {
            var stamp = await States.StampAsync(Tenant, Token);
            var state = new StoredTenantState(stamp, [], [], null, TenantSettings.Default, new Dictionary<string, int>(), null);
            var store = new CrmPlatform.Data.Tenants.TenantStateStore(Services.GetRequiredService<TenantStorages>(), new KillingText(killed));
            var keyed = folded with { DuplicateKeys = [_byName] };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.SaveAsync(Tenant, state, Model(keyed), stamp, killed.Token));
        }

        await RestartAsync();
        Assert.Null((await States.LoadAsync(Tenant, Token))!.ModelHash);
        var model = Model(folded);
        await UseAsync(model);

        Assert.Equal(model.Hash, (await States.LoadAsync(Tenant, Token))!.ModelHash);
        Assert.Equal([40L], await SearchAsync(folded, "muller", "40"));
        Assert.Contains((await PhysicalAsync()).Indexes, i => i.Key.StartsWith("ix_deal_name__folded_id", StringComparison.Ordinal) && i.Value);
    }

    [Fact]
    public async Task A_failing_convergence_leaves_no_table_behind()
    {
        await UseAsync(Model(Type("Deal", _name)));
        var before = await SchemaAsync();
        var broken = Type("Broken", _name, Field("bad", "Text", new NamelessColumn()));
        await Assert.ThrowsAnyAsync<Exception>(() => UseAsync(Model(Type("Deal", _name), Type("Alpha", _name), broken)));

        Assert.Equal(before, await SchemaAsync());
    }

    private async Task<IReadOnlyList<DuplicateFinding>> FindingsAsync()
    {
        await using var session = await Database.ReadAsync(Token);
        return await session.Tables.DuplicateFindingsAsync(null, 10, Token);
    }

    private async Task PurgeAsync(ContentType type, long id)
    {
        await using var session = await Database.WriteAsync(WritePriority.Interactive, Token);
        await session.PurgeAsync(type, [id], Token);
        await session.CommitAsync(Token);
    }

    private async Task<List<long>> SearchAsync(ContentType type, params string[] words)
    {
        await using var session = await Database.ReadAsync(Token);
        var page = await session.QueryAsync(
            new CrmPlatform.Content.Queries.BoundQuery { Model = Model(type), Type = type, Where = new CrmPlatform.Content.Queries.BoundSearch(words), Zone = TimeZoneInfo.Utc }, Token);
        return [.. page.Rows.Select(r => r.Id)];
    }

    private async Task<PhysicalSchema> PhysicalAsync()
    {
        await using var link = await Services.GetRequiredService<TenantStorages>().Get(Tenant).OpenAsync(Token);
        return await PhysicalSchema.ReadAsync(link, Token);
    }

    private async Task<string> SchemaAsync()
    {
        var schema = await PhysicalAsync();
        return string.Join('\n', schema.Tables.Select(t => $"{t.Key}: {string.Join(' ', t.Value.Order(StringComparer.Ordinal))}").Concat(schema.Indexes.Keys).Order(StringComparer.Ordinal));
    }

    /// <summary>Stops the process, so to speak, in the middle of filling.</summary>
    private sealed class KillingText(CancellationTokenSource killed) : IDuplicateKeyText
    {
        public string? Of(DuplicateKey key, IReadOnlyDictionary<string, object?> values)
        {
            killed.Cancel();
            return null;
        }
    }

    /// <summary>A column that no database accepts.</summary>
    private sealed class NamelessColumn : FieldStorage
    {
        public override IReadOnlyList<StorageColumn> Columns { get; } = [new("", StorageKind.Text), new("\0", StorageKind.Text)];

        public override void Write(object? value, Span<object?> columns) => columns.Clear();

        public override object? Read(ReadOnlySpan<object?> columns) => null;
    }
}

public sealed class SchemaOnSqlite() : SchemaTests(DatabaseKind.Sqlite);

public sealed class SchemaOnPostgres() : SchemaTests(DatabaseKind.Postgres);
