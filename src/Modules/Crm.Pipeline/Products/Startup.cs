using CrmPlatform.Content.Definitions;
using CrmPlatform.Localization;
using CrmPlatform.Modules;

namespace Crm.Pipeline.Products;

[Feature("Crm.Pipeline.Products")]
public sealed class Startup : FeatureStartup
{
    public override void Declare(FeatureBuilder feature) => feature.Types<ProductFields>();
}

/// <summary>The product of a deal.</summary>
public sealed class ProductFields : ILayerSource
{
    public Layer Build() => new()
    {
        Id = "Crm.Pipeline.Products",
        Types =
        [
            new TypeDefinition
            {
                Id = PipelineTypes.Deal,
                Fields =
                [
                    Field.Lookup("product", "Product", "Product", "Товар") with { Essential = true, Indexed = true, Section = "main", Order = 45, OnDelete = ReferenceRule.Restrict },
                    Field.Of(FieldTypes.Decimal, "quantity", "Quantity", "Количество") with
                    {
                        Section = "main",
                        Order = 46,
                        Scale = 3,
                        Min = 0,
                        Help = LocalizedText.Of("How many of the product.", "Сколько единиц товара."),
                    },
                ],
            },
        ],
    };
}
