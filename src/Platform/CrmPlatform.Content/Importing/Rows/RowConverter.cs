using System.Globalization;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Importing.Files;
using CrmPlatform.Content.Importing.Files.Cards;
using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Errors;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Importing.Rows;

/// <summary>Makes values of cells. What does not fit becomes a fault of the row. Touches no database.</summary>
internal sealed class RowConverter(ImportPlan plan, CsvFormat format)
{
    private const int MaxParsed = 2_000;

    private readonly bool _cards = CardFile.IsHead(format.Columns);

    /// <summary>A row with its values; the line comes from the reader, or, for rows that waited, from their last cell.</summary>
    public ImportRow Convert(long line, string[] cells, bool waited)
    {
        if (waited)
        {
            line = long.Parse(cells[^1], CultureInfo.InvariantCulture);
            cells = cells[..^1];
        }
        else if (format.Mended)
        {
            cells = [.. cells.Where((_, i) => i != plan.Columns).Select(CsvAppender.Unguard)];
        }
        else
        {
            // An export of ours that comes back.
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = cells[i] is ['\'', ..] ? CsvAppender.Unguard(cells[i]) : cells[i];
            }
        }

        var row = new ImportRow(line, cells) { Size = cells.Sum(c => c.Length + 8) };
        if (cells.Length != plan.Columns)
        {
            row.Refuse(ImportErrors.CellCount.With(("cells", cells.Length), ("columns", plan.Columns)));
            return row;
        }

        if (_cards && !NameCompany(row))
        {
            return row;
        }

        ConvertFields(row);
        ConvertEntered(row);
        row.Names = [.. plan.Lookups.Select(l => NamesOf(l, row.Cells))];
        return row;
    }

    /// <summary>A card that names an organization and nobody is that of a company: it goes by that name, but not as a person.</summary>
    private bool NameCompany(ImportRow row)
    {
        var cells = row.Cells;
        var organization = cells[CardFile.Organization];
        if (organization.Length == 0 || cells[CardFile.Name].Length + cells[CardFile.FirstName].Length + cells[CardFile.LastName].Length > 0)
        {
            return true;
        }

        if (plan.Type.PersonName is null)
        {
            cells[CardFile.Name] = organization;
            return true;
        }

        var employer = plan.Lookups.FirstOrDefault(l => l.Owner.Cells.Contains(CardFile.Organization))?.Source.Targets[0].Type.PluralLabel;
        row.Refuse(ImportErrors.CompanyCard.With(("name", organization), ("types", employer ?? LocalizedText.Of("companies", "компании"))));
        return false;
    }

    /// <summary>The value of a field that is no lookup; null when its cells are blank.</summary>
    /// <exception cref="UserError">It does not fit the field.</exception>
    public object? ValueOf(FieldPlan field, string[] cells)
    {
        var text = TextOf(field, cells);
        var value = text is null ? null : Parse(field, text);
        return field.Parts.Count == 0 ? value : WithParts(field, value, cells);
    }

    private void ConvertFields(ImportRow row)
    {
        row.Values = new object?[plan.Fields.Count];
        row.Defaulted = new bool[plan.Fields.Count];
        for (var i = 0; i < plan.Fields.Count; i++)
        {
            var field = plan.Fields[i];
            row.Defaulted[i] = field.Spec.Default is not null && CellText(field, row.Cells) is null;
            if (field.Lookup is not null)
            {
                continue;
            }

            try
            {
                row.Values[i] = field.Parts.Count == 0 ? Cached(field, TextOf(field, row.Cells)) : ValueOf(field, row.Cells);
            }
            catch (UserError error) when (plan.Empties(field))
            {
                row.Empty(error);
            }
            catch (UserError error)
            {
                row.Refuse(error);
            }
        }

        if (plan.Match >= 0 && row.Faults.Count == 0)
        {
            row.MatchKey = LookupKey.Of(plan.Fields[plan.Match].Field, row.Values[plan.Match]);
            if (row.MatchKey is null)
            {
                row.Refuse(ImportErrors.MatchEmpty.With(("field", plan.Fields[plan.Match].Field.Label)));
            }
        }
    }

    private object? Cached(FieldPlan field, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Length > 40)
        {
            return Parse(field, text);
        }

        if (!field.Parsed.TryGetValue(text, out var value))
        {
            value = Parse(field, text);
            if (field.Parsed.Count < MaxParsed)
            {
                field.Parsed.Add(text, value);
            }
        }

        return value;
    }

    private object? Parse(FieldPlan field, string text)
    {
        // Of a guarded cell only the text behind the apostrophe was mended. Texts may begin with one.
        text = text is ['\'', ..] && field.Field.Type is not (FieldTypes.Text or FieldTypes.LongText) ? text[1..].TrimStart() : text;
        var value = field.Spec.Multiply is { } factor && Multiplied(text, factor) is { } product
            ? field.Kind.Parse(product, field.Field, plan.Format with { Culture = CultureInfo.InvariantCulture })
            : field.Kind.Parse(text, field.Field, plan.Format);
        return field.Kind.Normalize(value, field.Field);
    }

    /// <summary>Null when the text is no number: then the field says what is wrong with it.</summary>
    private string? Multiplied(string text, decimal factor) =>
        decimal.TryParse(text, NumberStyles.Number, plan.Format.Culture, out var number)
            ? (number * factor).ToString("0.############################", CultureInfo.InvariantCulture)
            : null;

    private static object? WithParts(FieldPlan field, object? value, string[] cells)
    {
        var columns = new object?[field.Field.Storage.Columns.Count];
        field.Field.Storage.Write(value, columns);
        foreach (var (column, part) in field.Parts)
        {
            columns[column] = TextOf(part, cells) ?? columns[column];
        }

        return field.Kind.Normalize(field.Field.Storage.Read(columns), field.Field);
    }

    private static string? CellText(FieldPlan field, string[] cells)
    {
        var text = field.Cells.Count switch
        {
            0 => "",
            1 => Meant(field, cells[field.Cells[0]].Trim()),
            _ => string.Join(field.Spec.Join ?? " ", field.Cells.Select(c => Meant(field, cells[c].Trim())).Where(c => c.Length > 0)),
        };
        return text.Length == 0 ? null : text;
    }

    private static string Meant(FieldPlan field, string cell) =>
        field.Aliases is not null && field.Aliases.TryGetValue(cell, out var meant) ? meant : cell;

    private static string? TextOf(FieldPlan field, string[] cells) => CellText(field, cells) ?? field.Spec.Default;

    private void ConvertEntered(ImportRow row)
    {
        foreach (var (stage, date) in plan.Entered)
        {
            try
            {
                if (ValueOf(date, row.Cells) is { } value)
                {
                    (row.Entered ??= new(StringComparer.OrdinalIgnoreCase))[stage] = Instant(value);
                }
            }
            catch (UserError error) when (plan.Unfit == UnfitValue.Empty)
            {
                row.Empty(error);
            }
            catch (UserError error)
            {
                row.Refuse(error);
            }
        }
    }

    /// <summary>A day begins at midnight in the tenant's zone, or at the first moment after it that exists.</summary>
    private DateTimeOffset Instant(object value)
    {
        if (value is DateTimeOffset instant)
        {
            return instant;
        }

        var midnight = ((DateOnly)value).ToDateTime(TimeOnly.MinValue);
        while (plan.Format.Zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(30);
        }

        return new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(midnight, plan.Format.Zone), TimeSpan.Zero);
    }

    private LookupName[] NamesOf(LookupPlan lookup, string[] cells)
    {
        if (TextOf(lookup.Owner, cells) is not { } text)
        {
            return [];
        }

        return lookup.Owner.Field.IsMany
            ? [.. text.Split(lookup.Owner.Spec.Split ?? ";", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(t => lookup.Owner.Aliases?.GetValueOrDefault(t) ?? t).Distinct(StringComparer.Ordinal).Select(t => NameOf(lookup, t))]
            : [NameOf(lookup, text)];
    }

    private LookupName NameOf(LookupPlan lookup, string text)
    {
        if (lookup.Owner.Parsed.GetValueOrDefault(text) is LookupName known)
        {
            return known;
        }

        var targets = lookup.Source.Targets;
        var values = new object?[targets.Count];
        UserError? error = null;
        for (var i = 0; i < targets.Count; i++)
        {
            try
            {
                values[i] = targets[i].Kind.Normalize(targets[i].Kind.Parse(text, targets[i].By, plan.Format), targets[i].By);
            }
            catch (UserError unfit)
            {
                error ??= unfit;
            }
        }

        var name = new LookupName(text, values, [.. targets.Select((t, i) => t.KeyOf(values[i]))], Array.TrueForAll(values, v => v is null) ? error : null);
        if (lookup.Owner.Parsed.Count < MaxParsed)
        {
            lookup.Owner.Parsed[text] = name;
        }

        return name;
    }
}
