using CrmPlatform.Data;
using CrmPlatform.Data.Outbox;
using CrmPlatform.Events;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static CrmPlatform.Tests.Support.TestModels;

namespace CrmPlatform.Tests.Data;

/// <summary>Events are leased in order per record, and a handler's effects are one with its receipt.</summary>
public abstract class OutboxStoreTests(DatabaseKind kind) : StorageTests(kind)
{
    private static readonly DateTimeOffset _past = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private IOutboxStore Outbox => Services.GetRequiredService<IOutboxStore>();

    [Fact]
    public async Task An_event_of_a_record_waits_for_the_earlier_one()
    {
        await AddAsync(Changed("Deal", 1, 2, 3), Changed("Deal", 3), Changed("Company", 3), """{"other":1}""", Changed("Deal", 4));

        var first = await LeaseAsync();
        Assert.Equal([1L, 3L, 4L, 5L], first.Select(m => m.Id - first[0].Id + 1));
        Assert.Empty(await LeaseAsync());
        await Outbox.CompleteAsync(Tenant, first[0].Id, Token);
        Assert.Equal([first[0].Id + 1], (await LeaseAsync()).Select(m => m.Id));
    }

    [Fact]
    public async Task A_lease_that_ran_out_is_given_again_and_counted()
    {
        await AddAsync(Changed("Deal", 1));
        Assert.Equal(1, Assert.Single(await Outbox.LeaseAsync(Tenant, 10, TimeSpan.FromMilliseconds(-1), Token)).Attempt);
        Assert.Equal(2, Assert.Single(await LeaseAsync()).Attempt);
        Assert.NotNull(await Outbox.NextDueAsync(Tenant, Token));
    }

    [Fact]
    public async Task A_failure_waits_for_its_time_and_the_last_one_ends_among_the_dead()
    {
        await AddAsync(Changed("Deal", 1));
        var message = Assert.Single(await LeaseAsync());
        var next = new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await Outbox.FailAsync(Tenant, message.Id, "no luck", next, Token);
        Assert.Empty(await LeaseAsync());
        Assert.Equal(next, await Outbox.NextDueAsync(Tenant, Token));

        await Outbox.FailAsync(Tenant, message.Id, "no luck", null, Token);
        Assert.Null(await Outbox.NextDueAsync(Tenant, Token));
    }

    [Fact]
    public async Task A_handlers_writes_and_receipt_are_one_and_happen_once()
    {
        var type = Type("Deal", Text("name"));
        await UseAsync(Model(type));
        await AddAsync(Changed("Deal", 1));
        var message = Assert.Single(await LeaseAsync());

        await Assert.ThrowsAsync<InvalidOperationException>(() => Outbox.HandleOnceAsync(Tenant, message, "h", async _ =>
        {
            await InsertAsync(type, Record(type, 50, ("name", "half")));
            throw new InvalidOperationException("fell");
        }, Token));
        Assert.Null(await FindAsync(type, 50));

        Assert.True(await Outbox.HandleOnceAsync(Tenant, message, "h", WriteAndReadBackAsync, Token));
        Assert.False(await Outbox.HandleOnceAsync(Tenant, message, "h", _ => throw new InvalidOperationException("ran twice"), Token));
        Assert.NotNull(await FindAsync(type, 51));
        Assert.Null(await FindAsync(type, 52));

        async Task WriteAndReadBackAsync(CancellationToken token)
        {
            await InsertAsync(type, Record(type, 51, ("name", "whole")));
            Assert.NotNull(await FindAsync(type, 51));
            await using var dropped = await Database.WriteAsync(WritePriority.Interactive, token);
            await dropped.InsertAsync(type, [Record(type, 52, ("name", "dropped"))], token);
        }
    }

    [Fact]
    public async Task Of_two_hosts_that_handle_an_event_at_once_one_leaves_its_effects()
    {
        var type = Type("Deal", Text("name"));
        await UseAsync(Model(type));
        await AddAsync(Changed("Deal", 1));
        var message = Assert.Single(await LeaseAsync());
        var waiting = 2;
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var done = await Task.WhenAll(HandleAsync(60), HandleAsync(61));

        Assert.Single(done, handled => handled);
        Assert.Equal((done[0], done[1]), (await FindAsync(type, 60) is not null, await FindAsync(type, 61) is not null));

        Task<bool> HandleAsync(long id) => Outbox.HandleOnceAsync(Tenant, message, "h", async token =>
        {
            if (Interlocked.Decrement(ref waiting) == 0)
            {
                both.SetResult();
            }

            await both.Task.WaitAsync(token);
            await InsertAsync(type, Record(type, id, ("name", "once")));
        }, Token);
    }

    [Theory]
    [InlineData("""{"Type":"Deal","Records":[{"Id":3},{"Id":1},{"Id":2},{"Id":9}]}""", "Deal:1-3,9")]
    [InlineData("""{"type":"my:type","records":[{"id":7,"version":1}]}""", "my:type:7")]
    [InlineData("""{"type":"Deal","records":[]}""", null)]
    [InlineData("[1]", null)]
    public void Subjects_of_an_event_are_read_from_its_json(string payload, string? expected)
    {
        var subjects = Subjects.Of(payload);
        Assert.Equal(expected, subjects?.ToString());
        Assert.Equal(expected, Subjects.Parse(expected)?.ToString());
    }

    private static string Changed(string type, params long[] ids) =>
        $$"""{"type":"{{type}}","records":[{{string.Join(',', ids.Select(id => $$"""{"id":{{id}}}"""))}}]}""";

    private Task<IReadOnlyList<OutboxMessage>> LeaseAsync() => Outbox.LeaseAsync(Tenant, 10, TimeSpan.FromMinutes(1), Token);

    private async Task AddAsync(params string[] payloads)
    {
        await using var session = await Database.WriteAsync(WritePriority.Interactive, Token);
        foreach (var payload in payloads)
        {
            await session.Tables.AddEventAsync("Changed", payload, 0, _past, Token);
        }

        await session.CommitAsync(Token);
    }
}

public sealed class OutboxOnSqlite() : OutboxStoreTests(DatabaseKind.Sqlite);

public sealed class OutboxOnPostgres() : OutboxStoreTests(DatabaseKind.Postgres);
