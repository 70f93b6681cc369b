namespace CrmPlatform.Content;

/// <summary>
/// One record: field id to value. Values by field type: Text, LongText, Email, Phone, Url, Choice: string;
/// Integer: long; Decimal, Percent: decimal; Money: <see cref="Money"/>; Date: DateOnly;
/// DateTime: DateTimeOffset in UTC; Boolean: bool; MultiChoice: IReadOnlyList of string;
/// Lookup, Employee: long; MultiLookup: IReadOnlyList of long; Reference: <see cref="RecordRef"/>;
/// Address: <see cref="PostalAddress"/>. An empty field is absent or null.
/// </summary>
public sealed class ContentRecord
{
    public ContentRecord(string type, long id, long version, IReadOnlyDictionary<string, object?> values)
    {
        Type = type;
        Id = id;
        Version = version;
        Values = values;
    }

    public string Type { get; }

    public long Id { get; }

    /// <summary>1 on creation, one more with each write.</summary>
    public long Version { get; }

    /// <summary>Keys compare case-insensitively. System fields (<see cref="SystemFields"/>) are among them.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; }

    public RecordRef Ref => new(Type, Id);

    public object? this[string field] => Values.GetValueOrDefault(field);
}

/// <summary>Fields that every record has; the write gate sets them.</summary>
public static class SystemFields
{
    public const string Id = "id";
    public const string Version = "version";

    /// <summary>A stable external key (recipes, import, sync), unique within the type outside the bin.</summary>
    public const string Key = "key";
    public const string CreatedAt = "createdAt";
    public const string CreatedBy = "createdBy";
    public const string CreatedAct = "createdAct";
    public const string UpdatedAt = "updatedAt";
    public const string UpdatedBy = "updatedBy";

    /// <summary>When the record went to the bin; empty for a live one.</summary>
    public const string DeletedAt = "deletedAt";
}
