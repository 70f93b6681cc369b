using CrmPlatform.Content;
using CrmPlatform.Data;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Xunit;
using static CrmPlatform.Tests.Support.TestModels;

namespace CrmPlatform.Tests.Data;

/// <summary>Bulk work of many sessions in one transaction.</summary>
public abstract class SharedWorkTests(DatabaseKind kind) : StorageTests(kind)
{
    private protected static ContentType Deal { get; } = Type("Deal", Text("name", searchable: true));

    [Fact]
    public async Task Sessions_of_shared_work_see_what_those_before_wrote_and_all_is_stored()
    {
        await UseAsync(Model(Deal));
        await Database.RunTogetherAsync(
            async _ =>
            {
                await InsertAsync(Deal, Record(Deal, 1, ("name", "A")));
                Assert.Equal("A", (await FindAsync(Deal, 1))!["name"]);
                await InsertAsync(Deal, Record(Deal, 2, ("name", "B")));
            },
            Token);

        Assert.NotNull(await FindAsync(Deal, 1));
        Assert.NotNull(await FindAsync(Deal, 2));
    }

    [Fact]
    public async Task What_waits_for_the_commit_runs_when_all_can_be_seen()
    {
        await UseAsync(Model(Deal));
        var seen = new List<bool>();
        await Database.RunTogetherAsync(
            async _ =>
            {
                await using var session = await Database.WriteAsync(WritePriority.Bulk, Token);
                await session.InsertAsync(Deal, [Record(Deal, 1, ("name", "A"))], Token);
                session.AfterCommit(() => seen.Add(FindAsync(Deal, 1).IsCompleted));
                await session.CommitAsync(Token);
                Assert.Equal(Kind == DatabaseKind.Postgres, seen.Count == 1);
            },
            Token);

        Assert.Single(seen);
    }
}

public sealed class SharedWorkOnPostgres() : SharedWorkTests(DatabaseKind.Postgres);

public sealed class SharedWorkOnSqlite() : SharedWorkTests(DatabaseKind.Sqlite)
{
    [Fact]
    public async Task Shared_work_that_throws_stores_nothing()
    {
        await UseAsync(Model(Deal));
        await Assert.ThrowsAsync<TimeoutException>(() => Database.RunTogetherAsync(
            async _ =>
            {
                await InsertAsync(Deal, Record(Deal, 1, ("name", "A")));
                throw new TimeoutException();
            },
            Token));

        Assert.Null(await FindAsync(Deal, 1));
        await InsertAsync(Deal, Record(Deal, 1, ("name", "A")));
    }

    [Fact]
    public async Task A_session_that_wrote_and_was_not_committed_spoils_the_shared_work()
    {
        await UseAsync(Model(Deal));
        await Assert.ThrowsAsync<SpoiledTransactionException>(() => Database.RunTogetherAsync(
            async _ =>
            {
                await InsertAsync(Deal, Record(Deal, 1, ("name", "A")));
                await using var session = await Database.WriteAsync(WritePriority.Bulk, Token);
                await session.InsertAsync(Deal, [Record(Deal, 2, ("name", "B"))], Token);
            },
            Token));

        Assert.Null(await FindAsync(Deal, 1));
        Assert.Null(await FindAsync(Deal, 2));
    }

    [Fact]
    public async Task A_session_that_wrote_nothing_spoils_nothing()
    {
        await UseAsync(Model(Deal));
        await Database.RunTogetherAsync(
            async _ =>
            {
                await InsertAsync(Deal, Record(Deal, 1, ("name", "A")));
                await using var session = await Database.WriteAsync(WritePriority.Bulk, Token);
                Assert.NotNull(await session.FindAsync(Deal, 1, Token));
            },
            Token);

        Assert.NotNull(await FindAsync(Deal, 1));
    }

    [Fact]
    public async Task Shared_work_is_told_when_a_person_waits()
    {
        await UseAsync(Model(Deal));
        Task person = Task.CompletedTask;
        var asked = new List<bool>();
        await Database.RunTogetherAsync(
            async isWanted =>
            {
                await InsertAsync(Deal, Record(Deal, 1, ("name", "A")));
                asked.Add(isWanted());
                using (ExecutionContext.SuppressFlow())
                {
                    person = Task.Run(() => InsertAsync(Deal, Record(Deal, 2, ("name", "B"))), Token);
                }

                SpinWait.SpinUntil(isWanted);
                asked.Add(isWanted());
            },
            Token);
        await person;

        Assert.Equal([false, true], asked);
        Assert.NotNull(await FindAsync(Deal, 2));
    }
}
