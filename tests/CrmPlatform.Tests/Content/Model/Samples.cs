using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Model;
using CrmPlatform.Content.Queries;
using CrmPlatform.Localization;

namespace CrmPlatform.Tests.Content.Model;

/// <summary>Layers and models that tests of the content model share.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 22, 30, 0, TimeSpan.Zero);

    /// <summary>Every module of the house.</summary>
    public static IReadOnlyList<Layer> ModuleLayers { get; } =
    [
        new PlatformLayer().Build(),
        new Crm.Organization.OrganizationTypes().Build(),
        new Crm.Contacts.ContactsTypes().Build(),
        new Crm.Warehouse.Catalog.CatalogTypes().Build(),
        new Crm.Pipeline.PipelineTypes().Build(),
        new Crm.Pipeline.Products.ProductFields().Build(),
    ];

    public static ContentModel House { get; } = Build([.. ModuleLayers]);

    public static ContentModel Build(params Layer[] layers) => new ContentModelFactory().Build(layers);

    /// <summary>A layer with one type of the given fields; the name field is added.</summary>
    public static Layer OneType(string layer, string type, params FieldDefinition[] fields) => new()
    {
        Id = layer,
        Types = [new TypeDefinition { Id = type, Label = type, Fields = [Field.Text("name", "Name", "Имя"), .. fields] }],
    };

    /// <summary>A layer that changes fields of a type.</summary>
    public static Layer Changes(string layer, string type, params FieldDefinition[] fields) => new()
    {
        Id = layer,
        Types = [new TypeDefinition { Id = type, Fields = fields }],
    };

    public static JsonElement ParseJson(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    public static FilterNode Filter(string json) => FilterNodeConverter.Read(ParseJson(json));

    public static BindContext Context(long? employee = null, string zone = "UTC") =>
        new(Now, TimeZoneInfo.FindSystemTimeZoneById(zone), employee);

    /// <summary>A field of a type of its own, for tests of field types.</summary>
    public static ContentField FieldOf(FieldDefinition definition) => Build(OneType("test", "Thing", definition)).Get("Thing").Fields[definition.Id];

    public static LocalizedText Both(string english, string russian) => LocalizedText.Of(english, russian);
}
