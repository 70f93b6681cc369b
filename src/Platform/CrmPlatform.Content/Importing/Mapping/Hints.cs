using CrmPlatform.Errors;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Importing.Mapping;

/// <summary>Makes the errors of a mapping: where, what, and what was probably meant.</summary>
internal static class Hints
{
    public static UserError Unknown(string where, string value, IReadOnlyCollection<string> known)
    {
        var near = NearNames.One(value, known);
        var all = string.Join(", ", known.Order(StringComparer.OrdinalIgnoreCase));
        return Bad(where, value, near is null
            ? LocalizedText.Of($"Known: {all}.", $"Известны: {all}.")
            : LocalizedText.Of($"Did you mean {near}?", $"Возможно, {near}?"));
    }

    public static UserError Bad(string where, string? value, LocalizedText hint) =>
        ImportErrors.BadMapping.With(("where", where), ("value", value), ("hint", hint));
}
