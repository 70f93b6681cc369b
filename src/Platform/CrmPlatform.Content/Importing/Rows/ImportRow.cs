using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Importing.Rows;

/// <summary>A row of the file on its way.</summary>
internal sealed class ImportRow(long line, string[] cells)
{
    /// <summary>1-based line of the file that it begins in.</summary>
    public long Line { get; } = line;

    /// <summary>The file's own cells.</summary>
    public string[] Cells { get; } = cells;

    /// <summary>Parsed values, by <see cref="ImportPlan.Fields"/>; null for lookups and blank cells.</summary>
    public object?[] Values { get; set; } = [];

    /// <summary>Fields whose cells are blank and that have a default.</summary>
    public bool[] Defaulted { get; set; } = [];

    /// <summary>What lookups name, by <see cref="LookupPlan.Index"/>.</summary>
    public LookupName[][] Names { get; set; } = [];
    public Dictionary<string, DateTimeOffset>? Entered { get; set; }

    /// <summary>What it is recognised by; null without a match.</summary>
    public object? MatchKey { get; set; }

    /// <summary>Why it is refused; empty while it is not.</summary>
    public List<RowFault> Faults { get; } = [];

    /// <summary>What was said of values that were left out.</summary>
    public List<RowFault> Emptied { get; } = [];

    /// <summary>The record: the one that was recognised, or a reserved id.</summary>
    public long Id { get; set; }

    /// <summary>The record that was recognised.</summary>
    public ContentRecord? Existing { get; set; }

    /// <summary>In a dry run: hashes of the values that an earlier row of the file would have given the record, 0 where none.</summary>
    public long[]? Earlier { get; set; }

    /// <summary>The recognised record has other values.</summary>
    public bool Differs { get; set; }

    /// <summary>Values for the record, lookups resolved; made anew for each draft of a slice.</summary>
    public Dictionary<string, object?> Resolved { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Lookups to create that it needs.</summary>
    public HashSet<PendingLookup> Needs { get; } = [];

    /// <summary>It names a row of the file that is not in yet.</summary>
    public bool Waits { get; set; }

    /// <summary>Rough size in characters.</summary>
    public int Size { get; set; }

    /// <summary>The value that the record will have, once the row is resolved.</summary>
    public object? Value(string field) => Resolved.TryGetValue(field, out var value) ? value : Existing?[field];

    public void Refuse(ErrorCode code, IReadOnlyDictionary<string, object?> args) => Faults.Add(new RowFault(code, args));

    public void Refuse(UserError error) => Refuse(error.Code, error.Args);

    public void Empty(UserError error) => Emptied.Add(new RowFault(error.Code, error.Args));
}

/// <summary>Why a row is refused.</summary>
internal sealed record RowFault(ErrorCode Code, IReadOnlyDictionary<string, object?> Args);

/// <summary>A record as a cell names it.</summary>
/// <param name="Values">Per target of the source: the value of its field; null when the text does not fit it.</param>
/// <param name="Keys">Per target: what it is found by.</param>
/// <param name="Error">The text fits no target.</param>
internal sealed record LookupName(string Text, IReadOnlyList<object?> Values, IReadOnlyList<object?> Keys, UserError? Error);

/// <summary>A record that a lookup creates.</summary>
internal sealed class PendingLookup(LookupPlan plan, long id)
{
    public LookupPlan Plan { get; } = plan;
    public long Id { get; } = id;
    public string? Key { get; set; }
    public Dictionary<string, object?> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Others that it refers to.</summary>
    public HashSet<PendingLookup> Needs { get; } = [];
}
