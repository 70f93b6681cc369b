using CrmPlatform.Content.Changes;
using CrmPlatform.Data;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Fixed;
using CrmPlatform.Data.Identity;
using CrmPlatform.Data.Records;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static CrmPlatform.Tests.Support.TestModels;

namespace CrmPlatform.Tests.Data;

/// <summary>Tables of the platform's own shape.</summary>
public abstract class FixedTablesTests(DatabaseKind kind) : StorageTests(kind)
{
    [Fact]
    public async Task An_actor_keeps_its_number_and_takes_its_latest_name()
    {
        await using var session = await Database.WriteAsync(WritePriority.Interactive, Token);
        var first = await session.Tables.ActorIdAsync("user:1", "Ann", Token);
        var other = await session.Tables.ActorIdAsync("user:2", "Bob", Token);

        Assert.NotEqual(first, other);
        Assert.Equal(first, await session.Tables.ActorIdAsync("user:1", "Anna", Token));
        Assert.Equal(("user:1", "Anna"), (await session.Tables.ActorsAsync([first, other], Token))[first]);
    }

    [Fact]
    public async Task Acts_count_up_and_are_listed_newest_first()
    {
        await using var session = await Database.WriteAsync(WritePriority.Interactive, Token);
        var tables = session.Tables;
        var first = await tables.InsertActAsync(new ActRow(0, "import", "a.csv", 1, Now, ActState.Running, new ActCounts(0, 0, 0), null), Token);
        var second = await tables.InsertActAsync(new ActRow(0, "undo", null, 1, Now, ActState.Done, new ActCounts(1, 2, 3), null), Token);
        await tables.UpdateActAsync(first, ActState.Running, new ActCounts(10, 1, 0), Token);
        await tables.UpdateActAsync(first, ActState.Done, new ActCounts(5, 0, 2), Token);
        await tables.SetUndoneAsync(first, second, Token);
        await tables.AddCreatedRangeAsync(first, "Deal", 10, 20, Token);
        await tables.AddCreatedRangeAsync(first, "Company", 21, 21, Token);

        Assert.Equal(new ActRow(first, "import", "a.csv", 1, Now, ActState.Done, new ActCounts(15, 1, 2), second), await tables.FindActAsync(first, Token));
        Assert.Null(await tables.FindActAsync(999, Token));
        Assert.Equal([second, first], (await tables.ListActsAsync(10, null, Token)).Select(a => a.Id));
        Assert.Equal([first], (await tables.ListActsAsync(10, second, Token)).Select(a => a.Id));
        Assert.Equal([("Deal", 10L, 20L), ("Company", 21L, 21L)], await tables.CreatedRangesAsync(first, Token));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(50)]
    public async Task History_is_read_by_record_and_by_act_and_can_be_erased(int count)
    {
        await using var session = await Database.WriteAsync(WritePriority.Interactive, Token);
        var rows = Enumerable.Range(1, count).Select(i => new HistoryRow(0, 7, "Deal", i % 2, ChangeOutcome.Updated, i, Now.AddMinutes(i), 3, "[]")).ToList();
        await session.Tables.AddHistoryAsync(rows, Token);
        var ofAct = await session.Tables.HistoryOfActAsync(7, 0, 1000, Token);
        var ofRecord = await session.Tables.HistoryOfAsync("Deal", 1, 1, Token);

        Assert.Equal(rows, ofAct.Select(h => h with { Id = 0 }));
        Assert.Equal(ofAct.Skip(1).Take(1), await session.Tables.HistoryOfActAsync(7, ofAct[0].Id, 1, Token));
        Assert.Equal(rows.FindLast(h => h.Record == 1), Assert.Single(ofRecord) with { Id = 0 });
        await session.Tables.EraseHistoryAsync("Deal", [1], Token);
        Assert.All(await session.Tables.HistoryOfAsync("Deal", 1, 10, Token), h => Assert.Null(h.Changes));
        Assert.All(await session.Tables.HistoryOfAsync("Deal", 0, 10, Token), h => Assert.Equal("[]", h.Changes));
    }

    [Fact]
    public async Task The_rate_of_a_day_is_the_latest_before_it()
    {
        await using var session = await Database.WriteAsync(WritePriority.Interactive, Token);
        await session.Tables.SetRateAsync("EUR", new DateOnly(2026, 1, 1), 1.1m, Token);
        await session.Tables.SetRateAsync("EUR", new DateOnly(2026, 3, 1), 9m, Token);
        await session.Tables.SetRateAsync("EUR", new DateOnly(2026, 3, 1), 1.234567890123m, Token);

        Assert.Null(await session.Tables.RateAsync("EUR", new DateOnly(2025, 12, 31), Token));
        Assert.Equal(1.1m, await session.Tables.RateAsync("EUR", new DateOnly(2026, 2, 28), Token));
        Assert.Equal(1.234567890123m, await session.Tables.RateAsync("EUR", new DateOnly(2026, 3, 1), Token));
    }

    [Fact]
    public async Task Jobs_keep_their_state_until_they_are_finished()
    {
        await using var session = await Database.WriteAsync(WritePriority.Interactive, Token);
        var job = await session.Tables.InsertJobAsync("import", "{}", Now, Token);
        await session.Tables.UpdateJobAsync(job, """{"at":5}""", finished: false, Now.AddHours(1), Token);

        Assert.Equal(new JobRow(job, "import", """{"at":5}""", false, Now, Now.AddHours(1)), Assert.Single(await session.Tables.UnfinishedJobsAsync("import", Token)));
        await session.Tables.UpdateJobAsync(job, "{}", finished: true, Now, Token);
        Assert.Empty(await session.Tables.UnfinishedJobsAsync("import", Token));
        Assert.Single(await session.Tables.ListJobsAsync("import", 5, Token));
    }

    [Fact]
    public async Task The_funnel_counts_how_far_records_came_and_how_long_they_stayed()
    {
        var type = Type("Deal", Text("name"), Choice("outcome"), Choice("region"));
        await UseAsync(Model(type));
        await InsertAsync(
            type,
            Record(type, 1, ("outcome", "won"), ("region", "a")),
            Record(type, 2, ("outcome", "lost"), ("region", "a")),
            Record(type, 3, ("outcome", "open"), ("region", "b")),
            Record(type, 4, ("outcome", "open"), ("region", "a"), (CrmPlatform.Content.SystemFields.DeletedAt, Now)));
        await using (var session = await Database.WriteAsync(WritePriority.Interactive, Token))
        {
            await session.Tables.AddStageMovesAsync(
                [
                    Move(1, null, "new", 0), Move(1, "new", "offer", 2), Move(1, "offer", "won", 5),
                    Move(2, null, "new", 1), Move(2, "new", "lost", 2),
                    Move(3, null, "new", 30), Move(3, "new", "offer", 31),
                    Move(4, null, "new", 0),
                ],
                Token);
            await session.CommitAsync(Token);
        }

        await using var read = await Database.ReadAsync(Token);
        var scope = new CrmPlatform.Content.Queries.BoundQuery { Model = Model(type), Type = type, Zone = TimeZoneInfo.Utc };
        string[] stages = ["lost", "new", "offer", "won"];
        Assert.Equal(
            [
                new StageFigures("lost", 1, 0, 0, 0, 0), new StageFigures("new", 0, 1, 0, 4 * 86400, 3),
                new StageFigures("offer", 1, 1, 0, 3 * 86400, 1), new StageFigures("won", 1, 1, 1, 0, 0),
            ],
            (await read.StageFiguresAsync(scope, "sales", stages, null, null, Token)).Select(f => f with { SecondsInStage = Math.Round(f.SecondsInStage) }));
        var early = await read.StageFiguresAsync(scope, "sales", stages, Now, Now.AddDays(10), Token);
        Assert.Equal([0L, 1L, 0L, 1L], early.Select(f => f.Furthest));
        Assert.Equal(3, (await read.Tables.StageMovesOfAsync("Deal", 1, Token)).Count);

        static StageMoveRow Move(long record, string? from, string to, int day) => new("Deal", record, "sales", from, to, Now.AddDays(day), 1, 1);
    }

    [Fact]
    public async Task Accounts_and_rows_written_by_hand_commit_and_roll_back_together()
    {
        await using (var session = await Database.WriteAsync(WritePriority.Interactive, Token))
        {
            await using var context = await TenantDbContext.OnAsync(session, Token);
            context.Add(new Account { UserName = "lost@example.com" });
            await context.SaveChangesAsync(Token);
            await session.Tables.ActorIdAsync("user:lost", "Lost", Token);
        }

        await using (var session = await Database.WriteAsync(WritePriority.Interactive, Token))
        {
            await using var context = await TenantDbContext.OnAsync(session, Token);
            Assert.Empty(await context.Users.ToListAsync(Token));
            context.Add(new Account { UserName = "ann@example.com", DisplayName = "Ann", LockoutEnd = Now, CreatedAt = Now });
            await context.SaveChangesAsync(Token);
            await session.CommitAsync(Token);
        }

        await using var read = await Database.ReadAsync(Token);
        await using var again = await TenantDbContext.OnAsync(read, Token);
        Assert.Equal(("ann@example.com", Now), (await again.Users.Select(u => new { u.UserName, u.LockoutEnd }).SingleAsync(Token)) is var u ? (u.UserName!, u.LockoutEnd!.Value) : default);
    }

    [Fact]
    public async Task Identity_works_on_the_current_tenant_with_roles_keys_and_passkeys()
    {
        _ = await States.StampAsync(Tenant, Token);
        using var scope = Services.CreateScope();
        await using (var context = scope.ServiceProvider.GetRequiredService<TenantDbContext>())
        {
            var account = new Account { UserName = "ann" };
            context.Add(account);
            context.Add(new IdentityRole<long>("Administrator"));
            await context.SaveChangesAsync(Token);
            context.ApiKeys.Add(new ApiKey { Hash = "ab", Name = "site", AccountId = account.Id, CreatedAt = Now });
            var passkey = new UserPasskeyInfo([1, 2], [3], Now, 0, null, true, false, false, [], []);
            context.Add(new IdentityUserPasskey<long> { UserId = account.Id, CredentialId = [1, 2], Data = new IdentityPasskeyData { PublicKey = [3], CreatedAt = passkey.CreatedAt, AttestationObject = [], ClientDataJson = [] } });
            await context.SaveChangesAsync(Token);
        }

        using var other = Services.CreateScope();
        var again = other.ServiceProvider.GetRequiredService<TenantDbContext>();
        Assert.Equal(Now, (await again.ApiKeys.SingleAsync(k => k.Hash == "ab", Token)).CreatedAt);
        Assert.Equal("Administrator", (await again.Roles.SingleAsync(Token)).Name);
        Assert.Equal([3], (await again.Set<IdentityUserPasskey<long>>().SingleAsync(Token)).Data.PublicKey);
    }

    /// <summary>A changed model under an unchanged version would never reach the databases that are there.</summary>
    [Fact]
    public async Task The_version_of_the_fixed_tables_goes_with_their_shape()
    {
        await using var link = await Services.GetRequiredService<TenantStorages>().Get(Tenant).OpenAsync(Token);
        var script = await FixedSchema.WholeAsync(link, Token);

        Assert.Equal((4, Kind == DatabaseKind.Sqlite ? "3fe05f9e905c" : "15ed44f09a58"), (FixedSchema.Version, Naming.Hash(script)));
    }
}

public sealed class FixedTablesOnSqlite() : FixedTablesTests(DatabaseKind.Sqlite);

public sealed class FixedTablesOnPostgres() : FixedTablesTests(DatabaseKind.Postgres);
