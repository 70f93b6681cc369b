using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Recipes;
using CrmPlatform.Tests.Kernel.Fakes;
using Xunit;

namespace CrmPlatform.Tests.Kernel;

/// <summary>The schema that editors use knows what the reader knows.</summary>
public sealed class RecipeSchemaTests
{
    private static readonly JsonElement _schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Recipes, "recipe.schema.json"))).RootElement;

    [Theory]
    [InlineData("type", typeof(TypeDefinition))]
    [InlineData("part", typeof(PartDefinition))]
    [InlineData("field", typeof(FieldDefinition))]
    [InlineData("choice", typeof(ChoiceDefinition))]
    [InlineData("section", typeof(SectionDefinition))]
    [InlineData("duplicateKey", typeof(DuplicateKeyDefinition))]
    [InlineData("pipeline", typeof(PipelineDefinition))]
    [InlineData("stage", typeof(StageDefinition))]
    [InlineData("view", typeof(ViewDefinition))]
    [InlineData("role", typeof(RoleDefinition))]
    [InlineData("navigationEntry", typeof(NavigationDefinition))]
    [InlineData("record", typeof(RecipeRecord))]
    public void It_has_the_keys_of_each_definition(string name, Type definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Assert.Equal(KeysOf(definition), Keys(_schema.GetProperty("$defs").GetProperty(name)));
    }

    [Fact]
    public void It_has_the_keys_of_the_manifest_and_its_steps()
    {
        var manifest = _schema.GetProperty("oneOf")[0];
        Assert.Equal(KeysOf(typeof(RecipeManifest)), Keys(manifest));
        Assert.Equal(KeysOf(typeof(RecipeStep)), Keys(manifest.GetProperty("properties").GetProperty("steps").GetProperty("items")));
    }

    [Fact]
    public void It_has_every_operator_and_every_field_type()
    {
        var condition = _schema.GetProperty("$defs").GetProperty("filter").GetProperty("oneOf").EnumerateArray().Last();
        var operators = condition.GetProperty("properties").GetProperty("op").GetProperty("enum").EnumerateArray().Select(o => o.GetString()!);
        Assert.Equal(FilterNodeConverter.Operators.Keys.Order(StringComparer.Ordinal), operators.Order(StringComparer.Ordinal));
        var types = _schema.GetProperty("$defs").GetProperty("field").GetProperty("properties").GetProperty("type").GetProperty("enum").EnumerateArray().Select(t => t.GetString()!);
        var known = typeof(FieldTypes).GetFields().Select(f => (string)f.GetRawConstantValue()!);
        Assert.Equal(known.Order(StringComparer.Ordinal), types.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> KeysOf(Type definition) =>
        definition.GetProperties().Select(p => p.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(p.Name)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Keys(JsonElement schema) =>
        schema.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal);
}
