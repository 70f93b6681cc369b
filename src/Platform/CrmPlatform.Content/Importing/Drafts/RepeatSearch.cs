using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Data;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Importing.Drafts;

/// <summary>Looks whether rows that nothing recognises are about records that are there, or about the same, by what the type tells duplicates by.</summary>
internal sealed class RepeatSearch(ImportDraft draft, ImportPlan plan, ITenantDatabase database)
{
    public async Task<ImportRepeats?> FindAsync(CancellationToken cancellationToken)
    {
        foreach (var field in plan.Match >= 0 ? [] : Candidates())
        {
            var column = draft.Columns[field.Cells[0]];
            var existing = await ExistingAsync(field, column, cancellationToken);
            if (existing > 0 || (column.Filled > 0 && !column.Distinct))
            {
                return new ImportRepeats(field.Field.Id, field.Field, existing);
            }
        }

        return null;
    }

    /// <summary>Rows without a value would be refused: fields that all rows have, or must have.</summary>
    private IEnumerable<FieldPlan> Candidates()
    {
        var most = draft.Columns.Max(c => c.Filled);
        return plan.Type.DuplicateKeys.Where(k => k.Fields.Count == 1)
            .Select(k => plan.Fields.FirstOrDefault(f => f.Field == k.Fields[0]))
            .OfType<FieldPlan>()
            .Where(f => f.Cells.Count == 1 && f.Parts.Count == 0 && ImportTargets.CanMatch(new ImportTarget(f.Field.Id, f.Field, null)))
            .Where(f => f.Field.Required || draft.Columns[f.Cells[0]].Filled == most);
    }

    private async Task<int> ExistingAsync(FieldPlan field, DraftColumn column, CancellationToken cancellationToken)
    {
        var keys = column.Samples.Select(s => KeyOf(field, s)).OfType<object>().ToHashSet();
        if (keys.Count == 0)
        {
            return 0;
        }

        await using var session = await database.ReadAsync(cancellationToken);
        var found = await session.FindByValuesAsync(plan.Type, field.Field, keys, cancellationToken);
        return found.Select(f => LookupKey.Fold(field.Field, f.Value)).Distinct().Count();
    }

    private object? KeyOf(FieldPlan field, string text)
    {
        try
        {
            return LookupKey.Of(field.Field, field.Kind.Normalize(field.Kind.Parse(text, field.Field, plan.Format), field.Field));
        }
        catch (UserError)
        {
            return null;
        }
    }
}
