using System.Globalization;

namespace CrmPlatform.Errors;

/// <summary>
/// A mistake of the user, who can mend it; raises no alarm. Every other exception is a fault of ours.
/// </summary>
public class UserError : Exception
{
    public UserError(ErrorCode code, IReadOnlyDictionary<string, object?> args, Exception? inner = null)
        : base(Format(code, args), inner)
    {
        Code = code;
        Args = args;
    }

    public ErrorCode Code { get; }

    /// <summary>The stable id, as in <see cref="ErrorCode.Id"/>.</summary>
    public string Id => Code.Id;

    /// <summary>Values of the placeholders.</summary>
    public IReadOnlyDictionary<string, object?> Args { get; }

    /// <summary>What to say where there is room for one sentence: the first of several findings, else the error itself.</summary>
    public virtual UserError Foremost => this;

    /// <summary>Fills named placeholders of a template; an unknown one stays as it is.</summary>
    public static string Fill(string template, IReadOnlyDictionary<string, object?> args, CultureInfo culture)
    {
        foreach (var (name, value) in args)
        {
            template = template.Replace("{" + name + "}", Convert.ToString(value, culture), StringComparison.Ordinal);
        }

        return template;
    }

    private static string Format(ErrorCode code, IReadOnlyDictionary<string, object?> args)
    {
        ArgumentNullException.ThrowIfNull(code);
        return Fill(code.Text, args, CultureInfo.InvariantCulture);
    }
}

/// <summary>One finding about one field of one change of a change set.</summary>
/// <param name="Change">Index of the change in its set.</param>
/// <param name="Field">Field id, or null when it concerns the record.</param>
public sealed record FieldError(int Change, string? Field, ErrorCode Code, IReadOnlyDictionary<string, object?> Args);

/// <summary>A change set that was refused whole, with every finding at once. HTTP 422.</summary>
public sealed class ValidationError(IReadOnlyList<FieldError> findings)
    : UserError(
        PlatformErrors.Invalid,
        new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["count"] = findings.Count,
            ["first"] = findings.Count == 0 ? "" : Fill(findings[0].Code.Text, findings[0].Args, CultureInfo.InvariantCulture),
        })
{
    public IReadOnlyList<FieldError> Findings { get; } = findings;

    public override UserError Foremost => Findings is [var first, ..] ? new UserError(first.Code, first.Args) : this;
}

/// <summary>A save over a newer version. HTTP 412 (API) or the conflict page (forms).</summary>
public sealed class ConflictError(Content.RecordRef record, string title, IReadOnlyList<FieldConflict> conflicts, long currentVersion)
    : UserError(
        PlatformErrors.Conflict,
        new Dictionary<string, object?>(StringComparer.Ordinal) { ["record"] = title, ["version"] = currentVersion })
{
    public Content.RecordRef Record { get; } = record;

    /// <summary>The version that is stored now.</summary>
    public long CurrentVersion { get; } = currentVersion;

    /// <summary>Fields that both sides changed.</summary>
    public IReadOnlyList<FieldConflict> Conflicts { get; } = conflicts;
}

/// <summary>A field that was changed by both: the stored value and the one that was to be saved.</summary>
public sealed record FieldConflict(string Field, object? Stored, object? Mine);
