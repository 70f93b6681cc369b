using CrmPlatform.Content.Changes;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Importing.Running;

/// <summary>Names records in reasons, those that who imports may see.</summary>
internal sealed class RecordNames(IContentReader reader, ContentModel model, Actor actor)
{
    private const int Most = 5;

    /// <summary>Each name once; with its type where there are several.</summary>
    public async Task<LocalizedText> TellAsync(IReadOnlyList<RecordRef> records, CancellationToken cancellationToken)
    {
        var names = await reader.NamesAsync(actor, records, cancellationToken);
        var several = records.Select(r => r.Type).Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1;
        var told = records.Where(names.ContainsKey)
            .Select(r => (names[r].Name, Type: several ? model.Get(r.Type).Label : null))
            .Distinct()
            .Take(Most)
            .Select(r => r.Type is null ? r.Name : LocalizedText.Join("", [r.Name + " (", r.Type, ")"]));
        return LocalizedText.Join(", ", told);
    }
}
