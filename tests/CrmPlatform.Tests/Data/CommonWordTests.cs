using CrmPlatform.Content;
using CrmPlatform.Content.Queries;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Xunit;
using static CrmPlatform.Tests.Support.TestModels;

namespace CrmPlatform.Tests.Data;

/// <summary>Searches, newest first, in a table of more rows than are looked through before the index is asked.</summary>
public abstract class CommonWordTests(DatabaseKind kind) : StorageTests(kind)
{
    private const int Rows = 2_500;

    private protected static ContentType Deal { get; } = Type("Deal", Text("name", searchable: true));

    [Theory]
    [InlineData("common", Rows)]
    [InlineData("odd", Rows / 2)]
    [InlineData("oldest", 300)]
    [InlineData("single", 1)]
    [InlineData("absent", 0)]
    public async Task A_word_is_found_in_all_rows_however_common_and_old_it_is(string word, int expected)
    {
        await UseAsync(Model(Deal));
        await InsertAsync(Deal, [.. Enumerable.Range(1, Rows).Select(i => Record(Deal, i, ("name", NameOf(i))))]);
        await using var session = await Database.ReadAsync(Token);
        var found = new List<long>();
        string? cursor = null;
        do
        {
            var page = await session.QueryAsync(Query(word, cursor), Token);
            Assert.True(page.Rows.Count == 20 || page.NextCursor is null);
            found.AddRange(page.Rows.Select(r => r.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(found.OrderDescending(), found);
        Assert.Equal(expected, found.Distinct().Count());
    }

    private static string NameOf(int number) =>
        $"common {(number % 2 == 1 ? "odd" : "even")} {(number <= 300 ? "oldest" : "")} {(number == 7 ? "single" : "")}";

    private static BoundQuery Query(string word, string? cursor)
    {
        var id = new BoundPath(SystemFields.Id, [], Deal.Fields[SystemFields.Id], 0);
        return new BoundQuery
        {
            Model = Model(Deal),
            Type = Deal,
            Where = new BoundSearch([word]),
            Sort = [new BoundSort(SystemFields.Id, id, Descending: true)],
            Columns = [new BoundColumn(SystemFields.Id, id)],
            Limit = 20,
            Cursor = cursor,
            Zone = TimeZoneInfo.Utc,
        };
    }
}

public sealed class CommonWordsOnSqlite() : CommonWordTests(DatabaseKind.Sqlite);

public sealed class CommonWordsOnPostgres() : CommonWordTests(DatabaseKind.Postgres);
