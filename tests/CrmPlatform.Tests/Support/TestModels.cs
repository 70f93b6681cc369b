using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;

namespace CrmPlatform.Tests.Support;

/// <summary>Builds small models by hand, so that storage can be tested without the layers above it.</summary>
internal static class TestModels
{
    public static ContentModel Model(params ContentType[] types) =>
        new(
            string.Join(',', types.Select(t => t.Id + t.Fields.Count)),
            types.ToDictionary(t => t.Id, StringComparer.OrdinalIgnoreCase),
            [],
            [],
            [],
            [],
            []);

    public static ContentType Type(string id, params ContentField[] fields) =>
        new()
        {
            Id = id,
            Table = id,
            Label = id,
            PluralLabel = id + "s",
            NameField = "name",
            Fields = fields.Concat(SystemFieldsOf()).ToDictionary(f => f.Id, StringComparer.OrdinalIgnoreCase),
            OrderedFields = fields,
        };

    public static ContentField Text(string id, bool searchable = false) => Field(id, FieldTypes.Text, new FoldedText(id.ToLowerInvariant()), searchable);

    /// <summary>Text without a folded column: statements fold it.</summary>
    public static ContentField PlainText(string id, bool searchable = false) =>
        Field(id, FieldTypes.Text, new OneColumn(new StorageColumn(id.ToLowerInvariant(), StorageKind.Text, Folds: true)), searchable);

    public static ContentField Phone(string id) => Field(id, FieldTypes.Phone, Column(id, StorageKind.Text), searchable: true);

    public static ContentField Choice(string id) => Field(id, FieldTypes.Choice, Column(id, StorageKind.Text));

    public static ContentField MultiChoice(string id) => Field(id, FieldTypes.MultiChoice, Column(id, StorageKind.Text, many: true));

    public static ContentField Integer(string id) => Field(id, FieldTypes.Integer, Column(id, StorageKind.Integer));

    public static ContentField Decimal(string id, int scale) => Field(id, FieldTypes.Decimal, Column(id, StorageKind.Decimal, scale: scale));

    public static ContentField Money(string id) => Field(id, FieldTypes.Money, new MoneyColumns(id.ToLowerInvariant()));

    public static ContentField Date(string id) => Field(id, FieldTypes.Date, Column(id, StorageKind.Date));

    public static ContentField Instant(string id) => Field(id, FieldTypes.DateTime, Column(id, StorageKind.Instant));

    public static ContentField Boolean(string id) => Field(id, FieldTypes.Boolean, Column(id, StorageKind.Boolean));

    public static ContentField Lookup(string id, string target) =>
        Field(id, FieldTypes.Lookup, Column(id, StorageKind.Integer)) with { TargetType = target };

    public static ContentField MultiLookup(string id, string target) =>
        Field(id, FieldTypes.MultiLookup, Column(id, StorageKind.Integer, many: true)) with { TargetType = target };

    public static ContentField Reference(string id) => Field(id, FieldTypes.Reference, new ReferenceColumns(id.ToLowerInvariant()));

    public static ContentField Field(string id, string type, FieldStorage storage, bool searchable = false) =>
        new()
        {
            Id = id,
            Type = type,
            Label = id,
            Definition = new FieldDefinition { Id = id, Type = type, Searchable = searchable },
            Storage = storage,
        };

    private static OneColumn Column(string id, StorageKind kind, int scale = 0, bool many = false) =>
        new(new StorageColumn(id.ToLowerInvariant(), kind, scale), many);

    private static IEnumerable<ContentField> SystemFieldsOf()
    {
        (string Id, StorageKind Kind)[] fields =
        [
            (SystemFields.Id, StorageKind.Integer), (SystemFields.Version, StorageKind.Integer), (SystemFields.Key, StorageKind.Text),
            (SystemFields.CreatedAt, StorageKind.Instant), (SystemFields.CreatedBy, StorageKind.Integer), (SystemFields.CreatedAct, StorageKind.Integer),
            (SystemFields.UpdatedAt, StorageKind.Instant), (SystemFields.UpdatedBy, StorageKind.Integer), (SystemFields.DeletedAt, StorageKind.Instant),
        ];
        return fields.Select(f => Field(f.Id, f.Kind.ToString(), Column(f.Id, f.Kind)) with { System = true });
    }
}
