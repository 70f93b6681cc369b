using Microsoft.AspNetCore.Identity;

namespace CrmPlatform.Data.Identity;

/// <summary>Someone who can sign in. Belongs to at most one employee; most employees have no account.</summary>
public class Account : IdentityUser<long>
{
    /// <summary>As people read it.</summary>
    public string? DisplayName { get; set; }

    /// <summary>The record of type Employee, if any.</summary>
    public long? EmployeeId { get; set; }

    /// <summary>en, ru; null: the tenant's.</summary>
    public string? Culture { get; set; }

    /// <summary>IANA id; null: the tenant's.</summary>
    public string? TimeZone { get; set; }

    /// <summary>compact; null: comfortable.</summary>
    public string? Density { get; set; }

    /// <summary>True: the first steps are not on the home page.</summary>
    public bool? StepsHidden { get; set; }
    public DateTimeOffset? CreatedAt { get; set; }
    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>Shut out since; null while the account may sign in.</summary>
    public DateTimeOffset? DisabledAt { get; set; }
}

/// <summary>A key that lets a program act for an account. The key itself is shown once and never stored.</summary>
public class ApiKey
{
    public long Id { get; set; }

    /// <summary>SHA-256 of the key, as hexadecimal digits; unique.</summary>
    public string Hash { get; set; } = "";

    /// <summary>The key's first characters, to tell keys apart on the screen.</summary>
    public string? Prefix { get; set; }
    public string Name { get; set; } = "";
    public long AccountId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
}
