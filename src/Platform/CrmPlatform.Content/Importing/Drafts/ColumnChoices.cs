namespace CrmPlatform.Content.Importing.Drafts;

/// <summary>What a person chooses for a column of a file.</summary>
/// <param name="Target">As a mapping names it; null: not imported.</param>
/// <param name="LookupBy">Lookups: the field that names the record; null: its name.</param>
/// <param name="Aliases">What the file calls things, to what is meant.</param>
public sealed record ColumnChoice(
    string Column, string? Target, string? LookupBy, MissingLookup Missing, decimal? Multiply, IReadOnlyDictionary<string, string> Aliases);

/// <summary>A mapping, column by column. What this cannot say (defaults, dates of stages, fields of created records) is left as it is.</summary>
public static class ColumnChoices
{
    private static readonly Dictionary<string, string> _none = new(StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<ColumnChoice> Of(ImportMapping mapping, IReadOnlyList<DraftColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        ArgumentNullException.ThrowIfNull(columns);
        return [.. columns.Select(c => Of(mapping, c.Name))];
    }

    /// <summary>Several columns of one target are joined, in the order of the file.</summary>
    public static ImportMapping With(ImportMapping mapping, IReadOnlyList<ColumnChoice> choices)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        ArgumentNullException.ThrowIfNull(choices);
        var fields = new Dictionary<string, ImportColumn>(StringComparer.OrdinalIgnoreCase);
        foreach (var target in choices.Where(c => c.Target is not null).GroupBy(c => c.Target!, StringComparer.OrdinalIgnoreCase))
        {
            var (first, several) = (target.First(), target.Count() > 1);
            var aliases = target.SelectMany(c => c.Aliases).DistinctBy(a => a.Key, StringComparer.OrdinalIgnoreCase).ToDictionary(StringComparer.OrdinalIgnoreCase);
            var before = mapping.Fields.GetValueOrDefault(target.Key) ?? new ImportColumn();
            fields[target.Key] = before with
            {
                Column = several ? null : first.Column,
                Columns = several ? [.. target.Select(c => c.Column)] : null,
                Aliases = aliases.Count == 0 ? null : aliases,
                LookupBy = first.LookupBy,
                Missing = first.Missing,
                Multiply = first.Multiply,
                CreateWith = first.Missing == MissingLookup.Create ? before.CreateWith : null,
            };
        }

        foreach (var (path, column) in mapping.Fields.Where(f => f.Value is { Column: null, Columns: null, Default: not null }))
        {
            fields.TryAdd(path, column);
        }

        return mapping with { Fields = fields };
    }

    private static ColumnChoice Of(ImportMapping mapping, string column)
    {
        foreach (var (path, spec) in mapping.Fields)
        {
            var names = spec.Columns ?? (spec.Column is { } one ? [one] : []);
            if (names.Contains(column, StringComparer.OrdinalIgnoreCase))
            {
                return new ColumnChoice(column, path, spec.LookupBy, spec.Missing, spec.Multiply, spec.Aliases ?? _none);
            }
        }

        return new ColumnChoice(column, null, null, MissingLookup.Refuse, null, _none);
    }
}
