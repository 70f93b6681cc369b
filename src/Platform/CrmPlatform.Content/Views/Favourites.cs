using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Views;

/// <summary>
/// The internal type of pages that people marked. It holds addresses and no names: what a favourite is called is read anew, by the
/// rights of its owner.
/// </summary>
public static class Favourites
{
    public const string TypeId = "Favourite";

    /// <summary>Below the tenant's root, with its query.</summary>
    public const string Path = "path";

    /// <summary><see cref="Actor.Id"/> of whose it is; the gate sets it.</summary>
    public const string Owner = "owner";

    /// <summary>Its place among the others, from 1.</summary>
    public const string Place = "place";

    internal static TypeDefinition Type() => new()
    {
        Id = TypeId,
        Label = LocalizedText.Of("Favourite", "Избранное"),
        PluralLabel = LocalizedText.Of("Favourites", "Избранное"),
        Internal = true,
        NameField = Path,
        History = HistoryLevel.None,
        Fields =
        [
            Field.Text(Path, "Address", "Адрес") with { MaxLength = 2000, Required = true },
            Field.Text(Owner, "Owner", "Владелец") with { MaxLength = 100, Required = true, Indexed = true },
            Field.Integer(Place, "Place", "Место"),
        ],
    };

    internal static bool Is(ContentType type) => type.Id.Equals(TypeId, StringComparison.OrdinalIgnoreCase);

    internal static FilterNode? LimitOf(Actor actor, ContentType type) =>
        Is(type) ? new FieldCondition(Owner, FilterOperator.Equal, Field.Default(actor.Id)) : null;
}
