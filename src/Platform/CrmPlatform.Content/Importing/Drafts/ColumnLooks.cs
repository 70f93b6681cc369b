using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Model;

namespace CrmPlatform.Content.Importing.Drafts;

/// <summary>What the values of a column say against, or for, a field that its name would fit.</summary>
/// <param name="head">The name, folded.</param>
/// <param name="kind">The type of field that the values are plainly meant for; null: they may be anything.</param>
internal sealed class ColumnLooks(DraftColumn column, string head, string? kind, FieldFormat format, DateOnly today)
{
    private const int LongestCode = 64;

    /// <summary>More than what is essential weighs, less than another likeness does.</summary>
    private const int Telling = 3;

    private static readonly string[] _ids = ["id", "uid", "guid", "uuid", "ид"];

    private readonly bool _hasCodes = head.Split(' ') is [_, .., var last] words && (_ids.Contains(last) || _ids.Contains(words[0])) && column.Samples.All(IsCode);

    /// <param name="named">The name leaves no doubt.</param>
    public bool MayBe(ContentType type, ImportTarget target, bool named, IEnumerable<ImportTarget> all)
    {
        if (_hasCodes && string.Equals(target.Path, type.NameField, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        // "E-mail (office)" is no office.
        return named || kind is not (FieldTypes.Email or FieldTypes.Phone or FieldTypes.Url)
            || target.Field.Type == kind || target.IsLookup || !all.Any(t => t.Field.Type == kind);
    }

    /// <summary>Days that are gone tell when something closed, others when it should.</summary>
    public int Weight(ImportTarget target)
    {
        if (!string.Equals(target.Path, StandardFields.ClosedOn, StringComparison.OrdinalIgnoreCase) || format.DateFormat is null)
        {
            return 0;
        }

        var days = column.Samples.Select(s => DateTime.TryParseExact(s, format.DateFormat, format.Culture, default, out var day) ? DateOnly.FromDateTime(day) : (DateOnly?)null).OfType<DateOnly>().ToList();
        return days.Count == 0 ? 0 : days.Count(d => d <= today) * 5 >= days.Count * 4 ? Telling : -Telling;
    }

    private static bool IsCode(string text) =>
        text.Length <= LongestCode && text.Any(char.IsAsciiDigit) && text.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or '#');
}
