using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Importing;
using CrmPlatform.Content.Importing.Drafts;
using CrmPlatform.Content.Importing.Files;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Imports;

/// <summary>A column of the file with what a person may choose for it.</summary>
/// <param name="Unknown">Values of a choice that its field does not know, each with the choice that is meant, or null.</param>
public sealed record MappedColumn(int At, DraftColumn Column, ColumnChoice Choice, ImportTarget? Target, IReadOnlyList<(string Value, string? Meant)> Unknown);

/// <summary>A value to choose with its label.</summary>
public sealed record Choosable(string Value, string Label);

/// <summary>All that the page of the columns shows.</summary>
public sealed record MappingForm
{
    private const int MostUnknown = 20;

    public required ImportDraft Draft { get; init; }
    public required ContentType Type { get; init; }
    public required IReadOnlyList<ContentType> Types { get; init; }
    public required IReadOnlyList<Choosable> Targets { get; init; }
    public required IReadOnlyList<MappedColumn> Columns { get; init; }
    public required IReadOnlyList<Choosable> Matches { get; init; }
    public ImportPreview? Preview { get; init; }
    public string? Error { get; init; }

    /// <summary>Essential fields that no column goes to.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Rows of the preview that will be refused.</summary>
    public int Refused => Preview?.Rows.Count(r => r.Outcome == PreviewOutcome.Refused) ?? 0;

    /// <summary>The preview shows every row of the file.</summary>
    public bool ShowsAll => Preview is not null && Preview.Rows.Count >= Draft.Rows;

    /// <summary>Rows that will come in, as far as the preview knows.</summary>
    public long Coming => ShowsAll ? Draft.Rows - Refused : Draft.Rows;

    public bool CanTry => Preview is not null;

    public bool CanImport => CanTry && (Coming > 0 || Draft.Rows == 0);

    public static MappingForm Of(PageContext page, ImportDraft draft, ImportPreview? preview, string? error)
    {
        var type = page.Model.Get(draft.Mapping.Type);
        var targets = ImportTargets.Of(type);
        var choices = ColumnChoices.Of(draft.Mapping, draft.Columns);
        var columns = choices.Select((c, i) => ColumnOf(page, draft, c, i, targets)).ToList();
        return new MappingForm
        {
            Draft = draft,
            Type = type,
            Types = [.. NavItem.InOrder(page)],
            Targets = [.. targets.Select(t => new Choosable(t.Path, LabelOf(page, t)))],
            // Empty columns, of which cards have many, stand behind the others.
            Columns = [.. columns.OrderBy(c => c.Column.Filled == 0)],
            Matches = [.. columns.Where(c => c.Target is not null && ImportTargets.CanMatch(c.Target)).Select(c => new Choosable(c.Target!.Path, LabelOf(page, c.Target))).Distinct()],
            Preview = preview,
            Error = error,
            Missing = [.. type.OrderedFields.Where(f => f.Required && f.Definition.Default is null && !columns.Exists(c => c.Target?.Field == f)).Select(f => page.L(f.Label, f.Id))],
        };
    }

    /// <summary>The mapping that a posted form says.</summary>
    public static ImportMapping Read(ImportDraft draft, IFormCollection form)
    {
        var choices = draft.Columns.Select((c, i) => ChoiceOf(c, i, form)).ToList();
        var mapping = ColumnChoices.With(draft.Mapping, choices);
        return mapping with
        {
            Type = Text(form, "type") ?? mapping.Type,
            Match = (Text(form, "by") ?? Text(form, "match")) is { } match && mapping.Fields.ContainsKey(match) ? match : null,
            Encoding = draft.Kind == ImportFileKind.Workbook ? null : Changed(form, "encoding", draft.Encoding, mapping.Encoding),
            Delimiter = draft.Kind == ImportFileKind.Csv ? Changed(form, "delimiter", draft.Delimiter, mapping.Delimiter) : null,
            Sheet = draft.Kind == ImportFileKind.Workbook ? Changed(form, "sheet", draft.Sheet, mapping.Sheet) : null,
            DateFormat = Text(form, "date"),
            Culture = Text(form, "numbers"),
            Country = Text(form, "country") ?? mapping.Country,
            Unfit = Enum.TryParse<UnfitValue>(form["unfit"], out var unfit) ? unfit : mapping.Unfit,
        };
    }

    public static string LabelOf(PageContext page, ImportTarget target) =>
        target.Part is { } part ? $"{page.L(target.Field.Label, target.Field.Id)} › {page.T("address." + part)}"
        : target.Field.System ? page.T("import.key")
        : page.L(target.Field.Label, target.Field.Id);

    public static IReadOnlyList<Choosable> NamesOf(PageContext page, ContentField field) =>
        [.. ImportTargets.NamesOf(page.Model, field).Select((f, i) => new Choosable(i == 0 ? "" : f.Id, f.System ? page.T("import.key") : page.L(f.Label, f.Id)))];

    private static MappedColumn ColumnOf(PageContext page, ImportDraft draft, ColumnChoice choice, int at, IReadOnlyList<ImportTarget> targets)
    {
        var target = targets.FirstOrDefault(t => string.Equals(t.Path, choice.Target, StringComparison.OrdinalIgnoreCase));
        var column = draft.Columns[at];
        var unknown = target?.Field.Type != FieldTypes.Choice ? [] : column.Samples
            .Where(s => choice.Aliases.ContainsKey(s) || !IsChoice(target.Field, s))
            .Take(MostUnknown)
            .Select(s => (s, choice.Aliases.GetValueOrDefault(s)))
            .ToList();
        return new MappedColumn(at, column, choice, target, unknown);
    }

    private static bool IsChoice(ContentField field, string value)
    {
        var folded = TextFolding.Fold(value);
        return field.Choices.Any(c => string.Equals(c.Id, value, StringComparison.OrdinalIgnoreCase)
            || c.Label?.Texts.Values.Any(t => TextFolding.Fold(t) == folded) == true);
    }

    private static ColumnChoice ChoiceOf(DraftColumn column, int at, IFormCollection form)
    {
        var aliases = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var (values, meant) = (form[$"av{at}"], form[$"at{at}"]);
        for (var i = 0; i < Math.Min(values.Count, meant.Count); i++)
        {
            if (!string.IsNullOrEmpty(meant[i]) && !string.IsNullOrEmpty(values[i]))
            {
                aliases[values[i]!] = meant[i]!;
            }
        }

        return new ColumnChoice(
            column.Name,
            column.Usable ? Text(form, $"t{at}") : null,
            Text(form, $"l{at}"),
            Enum.TryParse<MissingLookup>(form[$"m{at}"], out var missing) ? missing : MissingLookup.Refuse,
            decimal.TryParse(form[$"x{at}"], NumberStyles.None, CultureInfo.InvariantCulture, out var factor) && factor > 1 ? factor : null,
            aliases);
    }

    /// <summary>What was found out stays so, unless the person chose something else.</summary>
    private static string? Changed(IFormCollection form, string name, string? now, string? declared) =>
        Text(form, name) is { } chosen && chosen != now ? chosen : declared;

    private static string? Text(IFormCollection form, string name) => form[name].ToString() is { Length: > 0 } text ? text : null;
}
