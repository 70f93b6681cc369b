using CrmPlatform.Content.Importing;
using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Errors;
using Xunit;

namespace CrmPlatform.Tests.Content.Importing;

public sealed class ImportMappingTests
{
    [Fact]
    public void A_mapping_may_have_comments_and_trailing_commas()
    {
        var mapping = ImportMappings.Parse("""
            {
              "$schema": "x", // passed over
              "type": "Deal", "match": "key",
              "fields": {
                "product": { "column": "product", "aliases": { "GTXPro": "GTX Pro" }, "missing": "create" },
                /* nested */
                "team": { "column": "m", "missing": "Create", "createWith": { "head": { "column": "m", "missing": "empty" } } },
                "revenue": { "column": "r", "multiply": 1000000, },
              },
            }
            """);

        Assert.Equal("Deal", mapping.Type);
        Assert.Equal("GTX Pro", mapping.Fields["product"].Aliases!["GTXPro"]);
        Assert.Equal(MissingLookup.Create, mapping.Fields["product"].Missing);
        Assert.Equal(MissingLookup.Empty, mapping.Fields["team"].CreateWith!["head"].Missing);
        Assert.Equal(1_000_000m, mapping.Fields["revenue"].Multiply);
    }

    [Theory]
    [InlineData("""{ "type": "Deal", "fields": { "a": { "colum": "x" } } }""", "fields.a.colum", "column")]
    [InlineData("""{ "type": "Deal", "feilds": {} }""", "feilds", "fields")]
    [InlineData("""{ "type": "Deal", "fields": { "a": { "column": "x", "createWith": { "b": { "defualt": 1 } } } } }""", "fields.a.createWith.b.defualt", "default")]
    [InlineData("""{ "type": "Deal", "fields": {}, "entered": { "won": { "colunm": "x" } } }""", "entered.won.colunm", "column")]
    public void An_unknown_member_is_refused_with_the_nearest_one(string json, string where, string near)
    {
        var error = Assert.Throws<UserError>(() => ImportMappings.Parse(json));

        Assert.Equal("import.bad-mapping", error.Id);
        Assert.Equal(where, error.Args["where"]);
        Assert.Contains(near, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{ \"type\": ")]
    [InlineData("{ \"fields\": {} }")]
    [InlineData("{ \"type\": \"Deal\" }")]
    [InlineData("{ \"type\": 5, \"fields\": {} }")]
    [InlineData("{ \"type\": null, \"fields\": {} }")]
    [InlineData("{ \"type\": \"Deal\", \"fields\": { \"a\": \"b\" } }")]
    [InlineData("{ \"type\": \"Deal\", \"fields\": { \"a\": { \"missing\": \"maybe\" } } }")]
    [InlineData("{ \"type\": \"Deal\", \"type\": \"Lead\", \"fields\": {} }")]
    public void What_is_no_mapping_is_refused(string json) =>
        Assert.Equal("import.mapping-syntax", Assert.Throws<UserError>(() => ImportMappings.Parse(json)).Id);
}
