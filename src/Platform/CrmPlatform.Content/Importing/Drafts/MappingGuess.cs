using System.Globalization;
using System.Text;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Importing.Drafts;

/// <summary>Guesses the mapping of a file from the names and values of its columns.</summary>
internal sealed class MappingGuess(
    ContentModel model, IFieldTypes fieldTypes, TenantSettings settings, IReadOnlyList<DraftColumn> columns, ImportHints hints, DateOnly today)
{
    /// <summary>The least likeness of names, in hundredths.</summary>
    private const int Least = 60;

    /// <summary>The likeness of a column that is called as a field is, or as the like of it is elsewhere.</summary>
    private const int Same = 86;

    private readonly Dictionary<string, string> _heads = columns.Where(c => c.Usable).ToDictionary(c => c.Name, c => Plain(c.Name), StringComparer.OrdinalIgnoreCase);

    /// <summary>The type that the columns fit best.</summary>
    public ContentType BestType() =>
        model.Types.Values
            .Where(t => !t.Internal)
            .Select(t => (Type: t, Score: Scores(t, FormatOf(null, null)).GroupBy(s => s.Column).Sum(s => s.Max(x => x.Score))))
            .OrderByDescending(t => t.Score)
            .ThenBy(t => t.Type.Id, StringComparer.OrdinalIgnoreCase)
            .First().Type;

    /// <param name="basis">How the file is read: encoding, separator, sheet.</param>
    public ImportMapping Make(ContentType type, ImportMapping? basis)
    {
        var culture = FormatGuess.Culture(columns);
        var dateFormat = FormatGuess.DateFormat(columns, hints, culture);
        var format = FormatOf(culture, dateFormat);
        var chosen = new List<(DraftColumn Column, ImportTarget Target)>();
        foreach (var (column, target, _) in Scores(type, format).OrderByDescending(s => s.Score))
        {
            if (!chosen.Exists(c => c.Column == column || Clash(c.Target, target)))
            {
                chosen.Add((column, target));
            }
        }

        AddByValue(type, chosen, format);
        return new ImportMapping
        {
            Type = type.Id,
            Match = MatchOf(type, chosen),
            Fields = chosen.OrderBy(c => columns.ToList().IndexOf(c.Column)).ToDictionary(c => c.Target.Path, c => SpecOf(c.Column, c.Target), StringComparer.OrdinalIgnoreCase),
            Delimiter = basis?.Delimiter,
            Encoding = basis?.Encoding,
            Sheet = basis?.Sheet,
            DateFormat = dateFormat,
            Culture = culture,
            Country = hints.Country,
        };
    }

    /// <summary>The choice that was probably meant: one or two letters differ.</summary>
    public static string? NearestChoice(ContentField field, string value)
    {
        var names = field.Choices.SelectMany(c => (c.Label?.Texts.Values ?? []).Append(c.Id).Select(n => (Name: n, Choice: c.Id))).ToList();
        return value.Length < 4 ? null : names
            .Select(n => (n.Choice, Distance: NearNames.Distance(value, n.Name)))
            .Where(n => n.Distance <= Math.Max(1, value.Length / 4))
            .OrderBy(n => n.Distance)
            .Select(n => n.Choice)
            .FirstOrDefault();
    }

    /// <summary>Values of a choice that its field does not know.</summary>
    public static IReadOnlyList<string> UnknownChoices(IFieldTypes fieldTypes, ContentField field, DraftColumn column, FieldFormat format) =>
        field.Type != FieldTypes.Choice ? [] : [.. column.Samples.Where(s => !Fits(fieldTypes, field, s, format))];

    private ImportColumn SpecOf(DraftColumn column, ImportTarget target)
    {
        var aliases = UnknownChoices(fieldTypes, target.Field, column, FormatOf(null, null))
            .Select(v => (Value: v, Choice: NearestChoice(target.Field, v)))
            .Where(a => a.Choice is not null)
            .ToDictionary(a => a.Value, a => a.Choice!, StringComparer.OrdinalIgnoreCase);
        return new ImportColumn
        {
            Column = column.Name,
            Aliases = aliases.Count == 0 ? null : aliases,
            Missing = ImportTargets.CanCreate(model, target.Field, fieldTypes) ? MissingLookup.Create : MissingLookup.Refuse,
        };
    }

    private FieldFormat FormatOf(string? culture, string? dateFormat) => new(
        culture is null ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(culture), TimeZoneInfo.Utc, settings.BaseCurrency, hints.Country, dateFormat);

    /// <summary>A field is given whole or in parts.</summary>
    private static bool Clash(ImportTarget one, ImportTarget other) =>
        one.Field == other.Field && (one.Part is null || other.Part is null || one.Part == other.Part);

    private List<(DraftColumn Column, ImportTarget Target, int Score)> Scores(ContentType type, FieldFormat format)
    {
        var scores = new List<(DraftColumn, ImportTarget, int)>();
        var targets = ImportTargets.Of(type).Select(t => (Target: t, Names: ImportTargets.Names(model, type, t).Select(n => (Name: Plain(n.Name), n.Score)).ToList())).ToList();
        foreach (var column in columns.Where(c => c.Usable))
        {
            var head = _heads[column.Name];
            var looks = new ColumnLooks(column, head, KindOf(column, format), format, today);
            foreach (var (target, names) in targets)
            {
                var score = names.Count == 0 || head.Length == 0 ? 0 : names.Max(n => Likeness(head, n.Name) * n.Score / 100);
                if (score >= Least && MayHold(target, column, format, score >= Same) && looks.MayBe(type, target, score >= Same, targets.Select(t => t.Target)))
                {
                    // A whole field before one of its parts; an essential one before another; what is hidden last.
                    score = (score * 4) - (target.Part is null ? 0 : 2) + (target.Field.Definition.Essential == true ? 1 : 0) - (target.Field.Hidden ? 2 : 0);
                    scores.Add((column, target, score + looks.Weight(target)));
                }
            }
        }

        return scores;
    }

    /// <summary>In hundredths: the same name, the same but for a letter, the same words and more.</summary>
    private static int Likeness(string head, string name)
    {
        if (head == name || head.Replace(" ", "", StringComparison.Ordinal) == name.Replace(" ", "", StringComparison.Ordinal))
        {
            return 100;
        }

        if (name.Length >= 5 && NearNames.Distance(head, name) == 1)
        {
            return 85;
        }

        var (words, wanted) = (head.Split(' '), name.Split(' '));
        var common = wanted.Count(w => w.Length > 2 && words.Contains(w, StringComparer.Ordinal));
        return common == wanted.Length ? Math.Max(0, 82 - (6 * (words.Length - common))) : 0;
    }

    /// <summary>Half of the values fit at least, or a fifth where the name leaves no doubt; choices and names of records are matched later.</summary>
    private bool MayHold(ImportTarget target, DraftColumn column, FieldFormat format, bool named)
    {
        if (column.Samples.Count == 0 || target.IsLookup || target.Part is not null || target.Field.Type is FieldTypes.Choice or FieldTypes.MultiChoice)
        {
            return true;
        }

        if (ImportTargets.IsKey(target) && !column.Distinct)
        {
            return false;
        }

        var some = column.Samples.Take(40).ToList();
        return some.Count(s => Fits(fieldTypes, target.Field, s, format)) * (named ? 5 : 2) >= some.Count;
    }

    private static bool Fits(IFieldTypes fieldTypes, ContentField field, string value, FieldFormat format)
    {
        try
        {
            var kind = fieldTypes.Of(field);
            kind.Normalize(kind.Parse(value, field, format), field);
            return true;
        }
        catch (UserError)
        {
            return false;
        }
    }

    /// <summary>Columns whose names say nothing: mails, phones, addresses of pages, and what can be but one field.</summary>
    private void AddByValue(ContentType type, List<(DraftColumn Column, ImportTarget Target)> chosen, FieldFormat format)
    {
        var open = ImportTargets.Of(type).Where(t => t.Part is null && !t.Field.Hidden).ToList();
        foreach (var column in columns.Where(c => c.Usable && c.Samples.Count > 0 && !chosen.Exists(x => x.Column == c)))
        {
            var kind = KindOf(column, format);
            var fit = kind is null ? [] : open.Where(t => t.Field.Type == kind && !chosen.Exists(x => Clash(x.Target, t))).ToList();
            if (fit.Count > 0 && (fit.Count == 1 || kind is FieldTypes.Email or FieldTypes.Phone or FieldTypes.Url))
            {
                chosen.Add((column, fit[0]));
            }
        }
    }

    private static string? KindOf(DraftColumn column, FieldFormat format)
    {
        bool Most(Func<string, bool> fits) => column.Samples.Count(fits) * 5 >= column.Samples.Count * 4;
        return Most(s => s.IndexOf('@', StringComparison.Ordinal) > 0 && !s.Contains(' ', StringComparison.Ordinal)) ? FieldTypes.Email
            : Most(s => s.StartsWith("http", StringComparison.OrdinalIgnoreCase) || s.StartsWith("www.", StringComparison.OrdinalIgnoreCase)) ? FieldTypes.Url
            : Most(IsPhone) ? FieldTypes.Phone
            : FormatGuess.IsDate(column, format.DateFormat, format.Culture) ? FieldTypes.Date
            : Most(s => s.Any(c => char.GetUnicodeCategory(c) == UnicodeCategory.CurrencySymbol) && s.Any(char.IsAsciiDigit)) ? FieldTypes.Money
            : null;
    }

    /// <summary>Written as a phone: a plus or brackets or dashes, and ten digits or so. A plain number is rather something else.</summary>
    private static bool IsPhone(string text) =>
        text.Count(char.IsAsciiDigit) is >= 10 and <= 15
        && (text[0] == '+' || text.Contains('(', StringComparison.Ordinal) || (text.Count(c => c == '-') >= 2 && text.Count(char.IsAsciiDigit) != 8))
        && text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '(' or ')' or ' ' or '.' or '\u00a0');

    /// <summary>What tells records apart in this file: the external key, then what the type itself tells duplicates by.</summary>
    private static string? MatchOf(ContentType type, List<(DraftColumn Column, ImportTarget Target)> chosen)
    {
        var most = chosen.Count == 0 ? 0 : chosen.Max(c => c.Column.Filled);
        var keys = type.DuplicateKeys.Where(k => k.Fields.Count == 1).OrderByDescending(k => k.Unique).Select(k => k.Fields[0].Id).ToList();
        return keys.Prepend(SystemFields.Key).FirstOrDefault(k => IsChosen(k, c => c.Column.Distinct && c.Column.Filled == most))
            // Rows that have none are refused in any case, and those that share one are about the same.
            ?? keys.FirstOrDefault(k => IsChosen(k, c => c.Target.Field.Required && c.Column.Filled > 0));

        bool IsChosen(string key, Func<(DraftColumn Column, ImportTarget Target), bool> suits) =>
            chosen.Exists(c => string.Equals(c.Target.Path, key, StringComparison.OrdinalIgnoreCase) && ImportTargets.CanMatch(c.Target) && suits(c));
    }

    /// <summary><c>office_location</c>, <c>OfficeLocation</c> and <c>Office location:</c> are one.</summary>
    private static string Plain(string name)
    {
        var words = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (!char.IsLetterOrDigit(name[i]))
            {
                words.Append(' ');
                continue;
            }

            words.Append(i > 0 && char.IsUpper(name[i]) && char.IsLower(name[i - 1]) ? " " : "").Append(name[i]);
        }

        return string.Join(' ', TextFolding.Fold(words.ToString()).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
