using System.Text.Json;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using Xunit;

namespace CrmPlatform.Tests.Kernel;

public sealed class FilterJsonTests
{
    [Theory]
    [InlineData("""{"and":[{"field":"stage","op":"eq","value":"won"},{"not":{"field":"amount","op":"between","value":[1,2]}}]}""")]
    [InlineData("""{"or":[{"search":"acme"},{"field":"owner","op":"empty"}]}""")]
    public void A_filter_is_written_as_it_was_read(string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(Read(json), DefinitionJson.Options));

    [Fact]
    public void No_operator_means_equal()
    {
        var condition = Assert.IsType<FieldCondition>(Read("""{"field":"a","value":null}"""));
        Assert.Equal((FilterOperator.Equal, JsonValueKind.Null), (condition.Op, condition.Value!.Value.ValueKind));
    }

    [Theory]
    [InlineData("""{"field":"a","op":"is"}""", "query.unknown-operator")]
    [InlineData("""{"field":"a","op":1}""", "query.unknown-operator")]
    [InlineData("""{"field":"a","opp":"eq"}""", "query.unknown-member")]
    [InlineData("""{"all":[]}""", "query.unknown-member")]
    [InlineData("""{"and":[],"or":[]}""", "query.unknown-member")]
    [InlineData("""{"and":{}}""", "query.bad-filter")]
    [InlineData("""{"field":1}""", "query.bad-filter")]
    [InlineData("""{"search":1}""", "query.bad-filter")]
    [InlineData("{}", "query.bad-filter")]
    [InlineData("[]", "query.bad-filter")]
    public void A_mistake_is_a_user_error(string json, string id) =>
        Assert.Equal(id, Assert.Throws<UserError>(() => Read(json)).Id);

    [Fact]
    public void Brackets_may_not_stand_too_deep()
    {
        static string Deep(int levels) => string.Concat(Enumerable.Repeat("{\"not\":", levels)) + "{\"search\":\"a\"}" + new string('}', levels);
        Assert.NotNull(Read(Deep(FilterNodeConverter.MaxDepth - 1)));
        Assert.Equal("query.too-deep", Assert.Throws<UserError>(() => Read(Deep(FilterNodeConverter.MaxDepth))).Id);
    }

    [Theory]
    [InlineData("[\"a\"]")]
    [InlineData("[\"a\",1]")]
    [InlineData("\"a\"")]
    public void A_move_is_two_stage_ids(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<StageMove>(json, DefinitionJson.Options));

    private static FilterNode Read(string json) => JsonSerializer.Deserialize<FilterNode>(json, DefinitionJson.Options)!;
}
