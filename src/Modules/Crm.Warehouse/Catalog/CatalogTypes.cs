using CrmPlatform.Content.Definitions;
using CrmPlatform.Localization;
using CrmPlatform.Modules;

namespace Crm.Warehouse.Catalog;

/// <summary>Products and their categories.</summary>
public sealed class CatalogTypes : ILayerSource
{
    public const string Product = "Product";
    public const string Category = "ProductCategory";

    public Layer Build() => new()
    {
        Id = "Crm.Warehouse.Catalog",
        Types = [ProductType(), CategoryType()],
        Views = [Products(), Categories()],
        Navigation =
        [
            new() { Id = "products", Type = Product, Group = "warehouse", Order = 300, Icon = "package" },
            new() { Id = "product-categories", Type = Category, Group = "warehouse", Order = 310, Icon = "category" },
        ],
    };

    private static TypeDefinition ProductType() => new()
    {
        Id = Product,
        Label = LocalizedText.Of("Product", "Товар"),
        PluralLabel = LocalizedText.Of("Products", "Товары"),
        Description = LocalizedText.Of("What you sell: goods and services with a price.", "Что вы продаёте: товары и услуги с ценой."),
        Icon = "package",
        Parts = [KnownParts.Tagged],
        Sections =
        [
            new() { Id = "main", Label = LocalizedText.Of("Product", "Товар"), Order = 1 },
            new() { Id = "price", Label = LocalizedText.Of("Price", "Цена"), Order = 2 },
            new() { Id = "goods", Label = LocalizedText.Of("Goods", "Свойства"), Order = 3 },
        ],
        Fields = [.. Naming(), .. Pricing()],
        DuplicateKeys =
        [
            new() { Id = "sku", Fields = ["sku"], Unique = true, Label = LocalizedText.Of("Article number", "Артикул") },
            new() { Id = "name", Fields = ["name"], Label = LocalizedText.Of("Name", "Название") },
        ],
    };

    private static FieldDefinition[] Naming() =>
    [
        Field.Text("name", "Name", "Название") with { Required = true, Searchable = true, Essential = true, MaxLength = 300, Section = "main" },
        Field.Text("sku", "Article number", "Артикул") with { Searchable = true, Essential = true, MaxLength = 60, Section = "main", Indexed = true },
        Field.Lookup("category", Category, "Category", "Категория") with { Essential = true, Indexed = true, Section = "main", OnDelete = ReferenceRule.Restrict },
        Field.Choice("kind", "Kind", "Вид",
            Field.Option("goods", "Goods", "Товар"),
            Field.Option("service", "Service", "Услуга")) with { Default = Field.Default("goods"), Section = "main" },
        Field.Choice("state", "Status", "Состояние",
            Field.Option("active", "On sale", "В продаже", "green"),
            Field.Option("discontinued", "Discontinued", "Снят с продажи", "gray")) with { Default = Field.Default("active"), Indexed = true, Section = "main" },
        Field.LongText("description", "Description", "Описание") with { Section = "main" },
    ];

    private static FieldDefinition[] Pricing() =>
    [
        Field.Money("price", "Price", "Цена") with { Essential = true, Section = "price", Indexed = true },
        Field.Money("cost", "Cost", "Себестоимость") with { Section = "price" },
        Field.Of(FieldTypes.Percent, "taxRate", "Tax rate", "Ставка НДС") with { Section = "price", Min = 0, Max = 100 },
        Field.Choice("unit", "Unit", "Единица",
            Field.Option("pcs", "pcs", "шт."),
            Field.Option("set", "set", "компл."),
            Field.Option("m", "m", "м"),
            Field.Option("m2", "m²", "м²"),
            Field.Option("m3", "m³", "м³"),
            Field.Option("kg", "kg", "кг"),
            Field.Option("l", "l", "л"),
            Field.Option("h", "h", "ч")) with { Default = Field.Default("pcs"), Section = "price" },
        Field.Text("barcode", "Barcode", "Штрихкод") with { Searchable = true, MaxLength = 60, Section = "goods" },
        Field.Text("manufacturer", "Manufacturer", "Производитель") with { MaxLength = 200, Section = "goods" },
        Field.Of(FieldTypes.Decimal, "weight", "Weight", "Вес") with { Scale = 3, Min = 0, Unit = LocalizedText.Of("kg", "кг"), Section = "goods" },
    ];

    private static TypeDefinition CategoryType() => new()
    {
        Id = Category,
        Label = LocalizedText.Of("Product category", "Категория товаров"),
        PluralLabel = LocalizedText.Of("Product categories", "Категории товаров"),
        Description = LocalizedText.Of("Groups of products, one within another.", "Группы товаров, вложенные одна в другую."),
        Icon = "category",
        Fields =
        [
            Field.Text("name", "Name", "Название") with { Required = true, Searchable = true, Essential = true, MaxLength = 200 },
            Field.Lookup("parent", Category, "Part of", "Входит в") with { Essential = true, Indexed = true, OnDelete = ReferenceRule.Restrict },
            Field.LongText("description", "Description", "Описание"),
        ],
        DuplicateKeys = [new() { Id = "name", Fields = ["name", "parent"], Label = LocalizedText.Of("Name", "Название") }],
    };

    private static ViewDefinition Products() => new()
    {
        Id = "products.all",
        Type = Product,
        Label = LocalizedText.Of("All products", "Все товары"),
        Columns = ["name", "sku", "category", "price", "unit", "state"],
        Sort = ["name"],
        Default = true,
    };

    private static ViewDefinition Categories() => new()
    {
        Id = "product-categories.all",
        Type = Category,
        Label = LocalizedText.Of("All categories", "Все категории"),
        Columns = ["name", "parent"],
        Sort = ["name"],
        Default = true,
    };
}
