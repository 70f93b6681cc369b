using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmPlatform.Content;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Json;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using Xunit;
using static CrmPlatform.Tests.Content.Model.Samples;

namespace CrmPlatform.Tests.Content.Json;

public sealed class ContentJsonTests
{
    private static readonly ContentJson _json = new(BuiltInFieldTypes.Instance);

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [Fact]
    public void A_query_is_read_with_all_its_members()
    {
        var query = _json.ReadQuery(ParseJson(
            """
            {"type":"Deal","where":{"and":[{"field":"stage","op":"eq","value":"won"},{"field":"company.sector","op":"in","value":["retail"]}]},
             "groupBy":["owner"],"aggregates":[{"fn":"count"},{"fn":"sum","field":"amount"}],"columns":["owner"],"sort":["-sum(amount)"],
             "countUpTo":7,"limit":5,"cursor":"abc","bin":true}
            """));

        Assert.Equal("Deal", query.Type);
        Assert.Equal(2, Assert.IsType<AndFilter>(query.Where).Items.Count);
        Assert.Equal(["owner"], query.GroupBy);
        Assert.Equal(["count", "sum(amount)"], query.Aggregates.Select(a => a.Key));
        Assert.Equal(["-sum(amount)"], query.Sort);
        Assert.Equal((7, 5, "abc", true), (query.CountUpTo, query.Limit, query.Cursor, query.Bin));
    }

    [Fact]
    public void A_bare_condition_is_a_filter() =>
        Assert.IsType<FieldCondition>(_json.ReadQuery(ParseJson("""{"type":"Deal","where":{"field":"stage","value":"won"}}""")).Where);

    [Theory]
    [InlineData("""{"type":"Deal","filter":{}}""", "query.unknown-member")]
    [InlineData("""{"type":"Deal","Limit":5}""", "query.unknown-member")]
    [InlineData("""{"type":"Deal","aggregates":[{"fn":"sum","fields":"amount"}]}""", "query.unknown-member")]
    [InlineData("""{"type":"Deal","where":{"field":"stage","op":"like","value":"w"}}""", "query.unknown-operator")]
    [InlineData("""{"type":"Deal","where":{"field":"stage","vlaue":"w"}}""", "query.unknown-member")]
    [InlineData("""{"type":"Deal","where":[]}""", "query.bad-filter")]
    [InlineData("""{"where":{"search":"x"}}""", "query.malformed")]
    [InlineData("""{"type":5}""", "query.malformed")]
    [InlineData("""{"type":"Deal","limit":"5"}""", "query.malformed")]
    [InlineData("""{"type":"Deal","limit":1e99}""", "query.malformed")]
    [InlineData("""{"type":"Deal","sort":"name"}""", "query.malformed")]
    [InlineData("""{"type":"Deal","columns":[5]}""", "query.malformed")]
    [InlineData("""{"type":"Deal","aggregates":[{"field":"amount"}]}""", "query.malformed")]
    [InlineData("""{"type":"Deal","bin":1}""", "query.malformed")]
    [InlineData("""{"type":"\ud800"}""", "query.malformed")]
    [InlineData("[]", "query.malformed")]
    [InlineData("null", "query.malformed")]
    public void A_query_that_says_something_unknown_is_refused(string json, string id) =>
        Assert.Equal(id, Assert.Throws<UserError>(() => _json.ReadQuery(ParseJson(json))).Id);

    [Fact]
    public void Every_bad_value_of_a_body_is_a_finding_of_one_error()
    {
        var body = ParseJson("""{"name":"Roof","amount":5,"nmae":"x","outcome":"won","number":"1","closedOn":"yesterday","id":5,"key":"k1"}""");

        var error = Assert.Throws<ValidationError>(() => _json.ReadValues(House.Get("Deal"), body));

        Assert.Equal(
            [
                ("amount", "content.bad-value"), ("nmae", "content.unknown-field"), ("outcome", "content.read-only"), ("number", "content.read-only"),
                ("closedOn", "content.bad-value"), ("id", "content.read-only"),
            ],
            error.Findings.Select(f => (f.Field!, f.Code.Id)));
    }

    [Fact]
    public void Values_of_a_body_are_read_by_field_id()
    {
        var values = _json.ReadValues(
            House.Get("Deal"),
            ParseJson("""{"NAME":"Roof","amount":{"amount":10.50,"currency":"USD"},"company":{"id":5,"type":"Company","name":"Acme"},"owner":7,"closedOn":"2026-12-31","tags":["a"],"key":"k1","contact":null}"""));

        Assert.Equal("Roof", values["name"]);
        Assert.Equal(new Money(10.5m, "USD"), values["amount"]);
        Assert.Equal(5L, values["company"]);
        Assert.Equal(7L, values["owner"]);
        Assert.Equal(new DateOnly(2026, 12, 31), values["closedOn"]);
        Assert.Equal("k1", values["key"]);
        Assert.Null(values["contact"]);
        Assert.False(values.ContainsKey("source"));
        Assert.Equal("content.not-an-object", Assert.Throws<UserError>(() => _json.ReadValues(House.Get("Deal"), ParseJson("[]"))).Id);
    }

    [Fact]
    public void A_record_is_written_with_the_names_of_its_links()
    {
        var record = new ContentRecord("Team", 5, 3, new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            ["name"] = "North",
            ["head"] = 7L,
            ["parent"] = 4L,
            [SystemFields.CreatedAt] = Now,
            [SystemFields.UpdatedAt] = Now,
        });
        var names = new Dictionary<RecordRef, RecordLink>
        {
            [new("Employee", 7)] = new("Employee", 7, "Анна"),
            [new("Team", 4)] = new("Team", 4, "All", Deleted: true),
        };

        Assert.Equal(
            """{"id":5,"type":"Team","version":3,"key":null,"createdAt":"2026-11-21T22:30:00.000Z","updatedAt":"2026-11-21T22:30:00.000Z","name":"North","parent":{"id":4,"type":"Team","name":"All","deleted":true},"head":{"id":7,"type":"Employee","name":"Анна"},"region":null,"description":null}""",
            Write(w => _json.WriteRecord(w, House.Get("Team"), record, names)));
    }

    [Fact]
    public void Rows_are_keyed_as_the_query_wrote_its_columns()
    {
        var query = new ContentQuery { Type = "Deal", Columns = ["name", "company.name", "amount", "company"] };
        var page = new QueryPage(
            ["name", "company.name", "amount", "company"],
            [new QueryRow(1, 2, ["Roof", "Acme", new Money(10.50m, "USD", 10.5m), new RecordLink("Company", 5, "Acme")])],
            "next");

        Assert.Equal(
            """{"rows":[{"id":1,"name":"Roof","company.name":"Acme","amount":{"amount":10.5,"currency":"USD"},"company":{"id":5,"type":"Company","name":"Acme"}}],"nextCursor":"next"}""",
            Write(w => _json.WritePage(w, House, query, page)));
    }

    [Fact]
    public void Groups_are_keyed_as_written_and_their_sums_have_no_zeros_at_the_end()
    {
        var query = new ContentQuery { Type = "Deal", GroupBy = ["owner", "month(closedOn)"], Aggregates = [new("count"), new("sum", "amount")] };
        var page = new QueryPage(
            ["owner", "month(closedOn)", "count", "sum(amount)"],
            [new QueryRow(0, 0, [new RecordLink("Employee", 7, "Анна"), new DateOnly(2026, 11, 1), 3L, 10005534.00m]), new QueryRow(0, 0, [null, null, 0L, null])],
            null);

        Assert.Equal(
            """{"rows":[{"owner":{"id":7,"type":"Employee","name":"Анна"},"month(closedOn)":"2026-11-01","count":3,"sum(amount)":10005534},{"owner":null,"month(closedOn)":null,"count":0,"sum(amount)":null}],"nextCursor":null}""",
            Write(w => _json.WritePage(w, House, query, page)));
    }

    [Fact]
    public void The_schema_of_a_type_says_what_can_be_read_and_written()
    {
        var read = TypeSchema.Create(House, House.Get("Deal"), forWrite: false);
        var write = TypeSchema.Create(House, House.Get("Deal"), forWrite: true);

        Assert.Equal("Deal", read["title"]!.GetValue<string>());
        Assert.NotNull(read["properties"]!["outcome"]);
        Assert.Null(write["properties"]!["outcome"]);
        Assert.Null(write["properties"]!["id"]);
        Assert.NotNull(write["properties"]!["key"]);
        Assert.Equal(["name"], write["required"]!.AsArray().Select(n => n!.GetValue<string>()));
        var stages = ((JsonArray)read["properties"]!["stage"]!["enum"]!).Select(n => n?.GetValue<string>()).ToList();
        Assert.Equal(["prospecting", "engaging", "won", "lost", null], stages);
        Assert.All(House.Types.Values, t => Assert.NotEmpty(TypeSchema.Create(House, t, forWrite: true).ToJsonString()));
    }

    [Fact]
    public void Every_error_of_this_floor_has_a_russian_text_with_the_same_arguments()
    {
        var russian = new[] { typeof(ContentJson).Assembly, typeof(CrmPlatform.Kernel.Localization.TextCatalog).Assembly }
            .Select(a => a.GetManifestResourceStream("Localization/ru.json")!)
            .SelectMany(s => JsonSerializer.Deserialize<Dictionary<string, string>>(s)!)
            .DistinctBy(p => p.Key, StringComparer.Ordinal)
            .ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        var codes = new[] { typeof(ContentErrors), typeof(ModelErrors), typeof(QueryErrors), typeof(PlatformErrors), typeof(FilterErrors) }
            .SelectMany(t => t.GetFields())
            .Select(f => f.GetValue(null))
            .OfType<ErrorCode>();

        Assert.All(codes, code => Assert.Equal(Placeholders(code.Text), Placeholders(russian["error." + code.Id])));
    }

    private static IEnumerable<string> Placeholders(string text) =>
        System.Text.RegularExpressions.Regex.Matches(text, "\\{[a-zA-Z]+\\}", default, TimeSpan.FromSeconds(1)).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
