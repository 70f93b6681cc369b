using CrmPlatform.Content.Definitions;
using CrmPlatform.Localization;
using CrmPlatform.Modules;

namespace Acme.Loyalty;

/// <summary>The feature's layer: a type of its own, and one field more on contacts.</summary>
public sealed class LoyaltyTypes : ILayerSource
{
    public const string Card = "AcmeCard";

    public Layer Build() => new()
    {
        Id = "Acme.Loyalty",
        Types = [CardType(), ContactAddition()],
        Views =
        [
            new ViewDefinition
            {
                Id = "acme.cards",
                Type = Card,
                Label = LocalizedText.Of("All cards", "Все карты"),
                Columns = ["name", "contact", "tier", "points"],
                Sort = ["-points"],
                Default = true,
            },
        ],
        Navigation = [new NavigationDefinition { Id = "acme.cards", Type = Card, Group = "sales", Order = 200, Icon = "id-badge" }],
    };

    private static TypeDefinition CardType() => new()
    {
        Id = Card,
        Label = LocalizedText.Of("Loyalty card", "Карта лояльности"),
        PluralLabel = LocalizedText.Of("Loyalty cards", "Карты лояльности"),
        Parts = [KnownParts.Owned, KnownParts.Tagged],
        Fields =
        [
            Field.Text("name", "Card number", "Номер карты") with { Required = true, Searchable = true, MaxLength = 40 },
            Field.Lookup("contact", "Contact", "Contact", "Контакт") with { Required = true, Indexed = true, OnDelete = ReferenceRule.Cascade },
            Field.Integer("points", "Points", "Баллы") with { Default = Field.Default(0) },
            Field.Choice(
                "tier",
                "Tier",
                "Уровень",
                Field.Option("silver", "Silver", "Серебряный", "gray"),
                Field.Option("gold", "Gold", "Золотой", "yellow")) with { Default = Field.Default("silver") },
        ],
        DuplicateKeys = [new DuplicateKeyDefinition { Id = "name", Fields = ["name"], Unique = true }],
    };

    private static TypeDefinition ContactAddition() => new()
    {
        Id = "Contact",
        Fields = [Field.Date("acmeMemberSince", "Member since", "Участник с")],
    };
}
