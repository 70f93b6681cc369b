using System.Text.Json;
using CrmPlatform.Content.Queries;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Content.Model;
using CrmPlatform.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace CrmPlatform.Tests.Content.Queries;

public sealed class SqliteFilterConformanceTests() : FilterConformanceTests(DatabaseKind.Sqlite, 1);

public sealed class PostgresFilterConformanceTests() : FilterConformanceTests(DatabaseKind.Postgres, 3);

/// <summary>A filter gives the same answer in SQL and in memory.</summary>
/// <param name="kind">The database.</param>
/// <param name="step">Of thousands of conditions every so many are tried: a server's round trips take their time.</param>
public abstract class FilterConformanceTests(DatabaseKind kind, int step) : StorageTests(kind)
{
    private const int RandomTrees = 300;

    private static readonly ConformanceWorld _world = new();

    private static readonly string[] _paths =
    [
        "id", "version", "key", "createdAt", "name", "city", "notes", "sector", "channels", "tags", "employees", "rating", "share", "revenue",
        "revenue.value", "revenue.currency", "revenue.base", "foundedOn", "calledAt", "active", "address", "address.city", "address.postalCode",
        "email", "phone", "website", "owner", "owner.name", "owner.head", "owner.head.age", "parent", "parent.sector", "parent.parent.name",
        "parent.tags", "partners", "partners.sector", "partners.employees", "partners.parent.owner.age", "Company:parent.name",
        "Company:partners.active", "Deal:company.amount", "Deal:company.amount.currency", "Deal:company.phase", "Deal:company.owner.name",
        "Deal:about.closedOn", "Deal:about.phase", "Deal:company.company.rating",
    ];

    private static readonly string[] _dealPaths =
    [
        "name", "company", "company.tags", "company.revenue", "company.address.city", "company.parent.parent.employees", "about", "about.id",
        "about.type", "owner", "amount", "phase", "closedOn", "company.Deal:company.phase",
    ];

    private static readonly string[] _values =
    [
        "\"muller\"", "\"MÜLLER GMBH\"", "\"елка\"", "\"мой дом\"", "\"strasse\"", "\"50%\"", "\"_\"", "\"%\"", "\"\\\\\"", "\"'\"", "\"a\"", "\"istanbul\"",
        "\"lodz\"", "\"aesir\"", "\"日本\"", "\"🎈\"", "\"cafe\"", "\"koln\"", "\"10115\"", "\"retail\"", "\"it\"", "\"won\"", "\"vip\"", "\"новый\"", "\"me\"",
        "\"usd\"", "\"Company\"", "\"Company/110\"", "\"anna@example.com\"", "\"иван\"", "\"+7 912 345-67-89\"", "\"(212) 555-0123\"", "\"555\"",
        "\"https://example.com/u\"", "\"today\"", "\"today-2d\"", "\"2026-11-21\"", "\"now-2h\"", "\"2026-11-20T22:30:00Z\"", "\"Company-3-101\"",
        "true", "false", "0", "1", "3", "-1", "10", "0.5", "1.5", "9.99", "105", "1002", "10005534", """{"amount":10,"currency":"USD"}""",
        """["retail","finance"]""", """["won","new"]""", """["muller gmbh","ёлка","CAFE"]""", "[1,3,105]", """["me",2]""", "[0,10]", "[10,0]", "[]",
        """["2026-11-19","today"]""", """["2026-11-20T22:30:00Z","2026-11-21"]""", """["USD","EUR"]""", """["vip","café"]""", "[0.01,100.5]",
    ];

    private static readonly Dictionary<string, List<FieldCondition>> _conditions = new(StringComparer.Ordinal)
    {
        ["Company"] = [.. Bindable("Company", _paths)],
        ["Deal"] = [.. Bindable("Deal", _dealPaths)],
    };

    [Fact]
    public async Task Every_operator_on_every_path_gives_the_same_answer()
    {
        await FillAsync();
        Assert.True(_conditions.Values.Sum(c => c.Count) > 5000);

        foreach (var (type, conditions) in _conditions)
        {
            await CompareAsync(type, conditions.Where((_, i) => i % step == 0));
            await CompareAsync(type, conditions.Where((_, i) => i % (step * 5) == 1).Select(c => new NotFilter(c)));
        }
    }

    [Fact]
    public async Task Random_trees_give_the_same_answer()
    {
        await FillAsync();
        foreach (var (type, conditions) in _conditions)
        {
            await CompareAsync(type, Tree(Gen.Elements<FieldCondition>(conditions), 4).Sample(RandomTrees));
        }
    }

    [Fact]
    public async Task Records_in_the_bin_are_filtered_alike()
    {
        await FillAsync();
        await CompareAsync("Company", _conditions["Company"].Where((_, i) => i % 11 == 0), bin: true);
    }

    [Theory]
    [InlineData("muller")]
    [InlineData("Ёлка")]
    [InlineData("koln")]
    [InlineData("kol MULLER")]
    [InlineData("москва")]
    [InlineData("555")]
    [InlineData("example org")]
    [InlineData("off_")]
    [InlineData("' or 1=1 --")]
    [InlineData("  ")]
    public async Task A_search_finds_the_same_records(string text)
    {
        await FillAsync();
        await CompareAsync("Company", [new SearchFilter(text), new NotFilter(new SearchFilter(text))]);
    }

    private static IEnumerable<FieldCondition> Bindable(string type, string[] paths)
    {
        var operators = Enum.GetValues<FilterOperator>();
        var values = _values.Select(v => (JsonElement?)Samples.ParseJson(v)).ToList();
        foreach (var condition in paths.SelectMany(p => operators.SelectMany(o => Valued(o, values).Select(v => new FieldCondition(p, o, v)))))
        {
            if (IsBindable(type, condition))
            {
                yield return condition;
            }
        }
    }

    private static List<JsonElement?> Valued(FilterOperator op, List<JsonElement?> values) =>
        op is FilterOperator.Empty or FilterOperator.NotEmpty ? [null] : values;

    private static bool IsBindable(string type, FilterNode filter)
    {
        try
        {
            Bind(type, filter);
            return true;
        }
        catch (UserError)
        {
            return false;
        }
    }

    private static Gen<FilterNode> Tree(Gen<FieldCondition> leaf, int depth)
    {
        var node = leaf.Select(c => (FilterNode)c);
        if (depth == 0)
        {
            return node;
        }

        var below = Tree(leaf, depth - 1);
        var items = Gen.Choose(0, 3).SelectMany(count => below.ListOf(count));
        return Gen.Frequency(
            (3, node),
            (2, items.Select(i => (FilterNode)new AndFilter([.. i]))),
            (2, items.Select(i => (FilterNode)new OrFilter([.. i]))),
            (2, below.Select(i => (FilterNode)new NotFilter(i))));
    }

    private static BoundFilter Bind(string type, FilterNode filter) =>
        QueryBinder.Bind(ConformanceWorld.Model, ConformanceWorld.Model.Get(type), filter, ConformanceWorld.Context);

    private async Task FillAsync()
    {
        await UseAsync(ConformanceWorld.Model);
        await using var session = await Database.WriteAsync(WritePriority.Interactive, Token);
        foreach (var type in ConformanceWorld.Model.Types.Values)
        {
            await session.InsertAsync(type, [.. _world.Of(type.Id).Select(r => new RecordWrite(r, []))], Token);
        }

        await session.CommitAsync(Token);
    }

    private async Task CompareAsync(string type, IEnumerable<FilterNode> filters, bool bin = false)
    {
        var differences = new List<string>();
        await using var session = await Database.ReadAsync(Token);
        foreach (var filter in filters)
        {
            var query = new ContentQuery { Type = type, Where = filter, Columns = ["id"], Sort = ["id"], Limit = ContentQuery.MaxLimit, Bin = bin };
            var bound = QueryBinder.Bind(ConformanceWorld.Model, query, ConformanceWorld.Context);
            var page = await session.QueryAsync(bound, Token);
            var expected = await _world.EvaluateAsync(type, bound.Where!, bin, Token);
            var actual = page.Rows.Select(r => r.Id).ToList();
            if (!expected.SequenceEqual(actual))
            {
                differences.Add(
                    $"{JsonSerializer.Serialize(filter)}: only in memory {string.Join(',', expected.Except(actual))}; only in SQL {string.Join(',', actual.Except(expected))}");
            }
        }

        Assert.True(differences.Count == 0, $"{differences.Count} filters differ:\n{string.Join('\n', differences.Take(20))}");
    }
}
