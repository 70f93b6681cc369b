using System.Collections.Frozen;

namespace CrmPlatform.Content.Fields;

/// <summary>The platform's field types. They hold no state, so one set serves all.</summary>
public sealed class BuiltInFieldTypes : IFieldTypes
{
    private static readonly FieldType[] _all =
    [
        new TextField(), new LongTextField(), new IntegerField(), new DecimalField(), new PercentField(), new MoneyField(),
        new DateField(), new DateTimeField(), new BooleanField(), new ChoiceField(), new MultiChoiceField(), new LookupField(),
        new MultiLookupField(), new ReferenceField(), new EmployeeField(), new EmailField(), new PhoneField(), new UrlField(),
        new AddressField(),
    ];

    private readonly FrozenDictionary<string, FieldType> _byKey = _all.ToFrozenDictionary(t => t.Key, StringComparer.OrdinalIgnoreCase);

    public static BuiltInFieldTypes Instance { get; } = new();

    public IReadOnlyCollection<FieldType> All => _all;

    public FieldType Get(string key) =>
        _byKey.TryGetValue(key, out var type) ? type : throw new KeyNotFoundException($"There is no field type \"{key}\".");

    public FieldType Of(ContentField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return Get(field.Type);
    }

    /// <summary>Null when there is none.</summary>
    public FieldType? Find(string key) => _byKey.GetValueOrDefault(key);
}
