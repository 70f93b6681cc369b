using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Model;

/// <summary>The fields that every type has.</summary>
internal static class SystemFieldSet
{
    /// <summary>Names that own fields may not take: the system fields, and the <c>type</c> of a record in JSON.</summary>
    public static readonly IReadOnlySet<string> Reserved;

    static SystemFieldSet()
    {
        All =
        [
            Make(FieldTypes.Integer, SystemFields.Id, "Id", "Номер записи"),
            Make(FieldTypes.Integer, SystemFields.Version, "Version", "Версия"),
            Make(FieldTypes.Text, SystemFields.Key, "External key", "Внешний ключ"),
            Make(FieldTypes.DateTime, SystemFields.CreatedAt, "Created at", "Создано"),
            Make(FieldTypes.Integer, SystemFields.CreatedBy, "Created by", "Кем создано"),
            Make(FieldTypes.Integer, SystemFields.CreatedAct, "Created by act", "Создано действием"),
            Make(FieldTypes.DateTime, SystemFields.UpdatedAt, "Updated at", "Изменено"),
            Make(FieldTypes.Integer, SystemFields.UpdatedBy, "Updated by", "Кем изменено"),
            Make(FieldTypes.DateTime, SystemFields.DeletedAt, "Deleted at", "Удалено"),
        ];
        Reserved = All.Select(f => f.Id).Append("type").ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    public static IReadOnlyList<ContentField> All { get; }

    private static ContentField Make(string type, string id, string english, string russian)
    {
        var definition = Field.Of(type, id, english, russian) with { ReadOnly = true };

        // Keys are compared as they are written, unlike other text.
        var storage = type == FieldTypes.Text
            ? ColumnStorage.Of(definition, StorageKind.Text)
            : BuiltInFieldTypes.Instance.Get(type).CreateStorage(definition);
        return new ContentField
        {
            Id = id,
            Type = type,
            Label = LocalizedText.Of(english, russian),
            Definition = definition,
            Storage = storage,
            System = true,
        };
    }
}
