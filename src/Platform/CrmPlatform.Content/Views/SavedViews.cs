using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Views;

/// <summary>
/// The internal type that holds what people saved of lists: views of their own, and what they set for a view that another layer or
/// person made (columns, default, hidden). One type, so that a list asks once for all of it.
/// </summary>
public static class SavedViews
{
    public const string TypeId = "SavedView";
    public const string Name = "name";

    /// <summary>The content type that is listed.</summary>
    public const string List = "list";

    /// <summary><see cref="Actor.Id"/> of whose it is; the gate sets it.</summary>
    public const string Owner = "owner";
    public const string Shared = "shared";

    /// <summary>Filled: no view, but its owner's settings for the view of this id.</summary>
    public const string Base = "base";
    public const string IsDefault = "isDefault";
    public const string Hidden = "hidden";

    /// <summary>A view: <see cref="ViewDefinition"/> as JSON. Settings: columns and widths.</summary>
    public const string Definition = "definition";

    internal static TypeDefinition Type() => new()
    {
        Id = TypeId,
        Label = LocalizedText.Of("Saved view", "Сохранённый вид"),
        PluralLabel = LocalizedText.Of("Saved views", "Сохранённые виды"),
        Internal = true,
        History = HistoryLevel.Summary,
        Fields =
        [
            Field.Text(Name, "Name", "Название") with { MaxLength = 100, Required = true },
            Field.Text(List, "List", "Список") with { MaxLength = 40, Required = true, Indexed = true },
            Field.Text(Owner, "Owner", "Владелец") with { MaxLength = 100, Required = true },
            Field.Boolean(Shared, "Shared", "Общий"),
            Field.Text(Base, "Of view", "Для вида") with { MaxLength = 100 },
            Field.Boolean(IsDefault, "Default", "По умолчанию"),
            Field.Boolean(Hidden, "Hidden", "Скрыт"),
            Field.LongText(Definition, "Definition", "Определение"),
        ],
    };

    internal static bool Is(ContentType type) => type.Id.Equals(TypeId, StringComparison.OrdinalIgnoreCase);

    /// <summary>Everyone has their own views and those that are shared; whoever may share may also change what is shared.</summary>
    internal static FilterNode? LimitOf(Actor actor, ContentType type, RecordVerb verb)
    {
        if (!Is(type))
        {
            return null;
        }

        var own = new FieldCondition(Owner, FilterOperator.Equal, Field.Default(actor.Id));
        return verb == RecordVerb.View || actor.Can(Permission.ViewsShare)
            ? new OrFilter([own, new FieldCondition(Shared, FilterOperator.Equal, Field.Default(true))])
            : own;
    }
}
