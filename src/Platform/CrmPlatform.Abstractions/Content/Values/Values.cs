namespace CrmPlatform.Content;

/// <summary>Names one record of a tenant: its type's id and its number.</summary>
public readonly record struct RecordRef(string Type, long Id)
{
    public override string ToString() => $"{Type}/{Id.ToString(System.Globalization.CultureInfo.InvariantCulture)}";

    /// <summary>What <see cref="ToString"/> wrote; null for anything else. Whether there is such a type or record is not asked.</summary>
    public static RecordRef? Parse(string? text)
    {
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        return slash > 0 && long.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id)
            ? new RecordRef(text![..slash], id)
            : null;
    }
}

/// <summary>An amount in a currency (ISO 4217, upper case).</summary>
/// <param name="Base">The amount in the tenant's base currency at the record's date; null until the write gate fills it.</param>
public sealed record Money(decimal Amount, string Currency, decimal? Base = null);

/// <summary>A postal address; every part may be empty. Country is an ISO 3166 code or a name as typed.</summary>
public sealed record PostalAddress(string? Street, string? City, string? Region, string? PostalCode, string? Country);

/// <summary>A link as a reader sees it: with the target's name, and marked when the target is in the bin.</summary>
public sealed record RecordLink(string Type, long Id, string Name, bool Deleted = false);
