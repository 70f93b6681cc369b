using System.Text.Json;
using CrmPlatform.Content.Queries;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Definitions;

/// <summary>A field, or what a layer changes of one. Which properties apply depends on <see cref="Type"/>.</summary>
public sealed record FieldDefinition
{
    public required string Id { get; init; }

    /// <summary>A key of <see cref="FieldTypes"/>. Two layers that disagree on the storage shape contradict.</summary>
    public string? Type { get; init; }
    public LocalizedText? Label { get; init; }
    public LocalizedText? Help { get; init; }
    public string? Section { get; init; }
    public int? Order { get; init; }
    public bool? Required { get; init; }
    public bool? ReadOnly { get; init; }
    public bool? Hidden { get; init; }

    /// <summary>Shown in the short form; the rest opens on demand.</summary>
    public bool? Essential { get; init; }

    /// <summary>Left empty, it fills itself (a guard of its module sees to it): a form does not mark it as required.</summary>
    public bool? SelfFilling { get; init; }

    /// <summary>The field is shown and required only while the condition holds (a filter over the record itself).</summary>
    public FilterNode? When { get; init; }

    /// <summary>Value of a new record, in JSON as the API takes it; <c>"today"</c>, <c>"now"</c> and <c>"me"</c> are understood.</summary>
    public JsonElement? Default { get; init; }

    /// <summary>Found by the full-text search.</summary>
    public bool? Searchable { get; init; }

    /// <summary>Filtered or sorted by often: gets an index.</summary>
    public bool? Indexed { get; init; }

    /// <summary>Says something about a person: kept apart in the history so that it can be erased.</summary>
    public bool? Personal { get; init; }

    /// <summary>Text: longest allowed, in characters.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Decimal, Percent, Money: digits after the point (default 2).</summary>
    public int? Scale { get; init; }

    /// <summary>Integer, Decimal, Percent, Money: least and greatest value.</summary>
    public decimal? Min { get; init; }

    /// <inheritdoc cref="Min"/>
    public decimal? Max { get; init; }

    /// <summary>Integer: false for years, codes and the like, whose thousands are not set apart (default: true).</summary>
    public bool? Grouped { get; init; }

    /// <summary>Integer, Decimal: unit shown after the number (mm, pcs).</summary>
    public LocalizedText? Unit { get; init; }

    /// <summary>Money: the date field that the base amount is reckoned at (default: creation day).</summary>
    public string? RateDate { get; init; }

    /// <summary>Choice, MultiChoice.</summary>
    public IReadOnlyList<ChoiceDefinition> Choices { get; init; } = [];

    /// <summary>Lookup, MultiLookup: the target type. Reference: the part that targets must carry.</summary>
    public string? Target { get; init; }

    /// <summary>Lookup, Reference: what a purge of the target does.</summary>
    public ReferenceRule? OnDelete { get; init; }

    /// <summary>Number (part Numbered): e.g. <c>D-{year}-{seq:5}</c>.</summary>
    public string? Pattern { get; init; }

    /// <summary>Former ids.</summary>
    public IReadOnlyList<string>? Aliases { get; init; }
}

/// <summary>What happens to a referring record when its target is purged.</summary>
public enum ReferenceRule
{
    /// <summary>The purge is refused, naming the referring records.</summary>
    Restrict,

    /// <summary>The reference is emptied.</summary>
    Clear,

    /// <summary>The referring record is purged too.</summary>
    Cascade,
}

/// <summary>One value of a Choice or MultiChoice.</summary>
public sealed record ChoiceDefinition
{
    public required string Id { get; init; }
    public LocalizedText? Label { get; init; }

    /// <summary>One of: gray, red, orange, yellow, green, teal, blue, purple, pink.</summary>
    public string? Color { get; init; }
    public int? Order { get; init; }

    /// <summary>Kept on old records, no longer offered.</summary>
    public bool? Hidden { get; init; }
}

/// <summary>Keys of the field types. Formula, RollUp and File come with later features.</summary>
public static class FieldTypes
{
    public const string Text = "Text";
    public const string LongText = "LongText";
    public const string Integer = "Integer";
    public const string Decimal = "Decimal";
    public const string Percent = "Percent";
    public const string Money = "Money";
    public const string Date = "Date";
    public const string DateTime = "DateTime";
    public const string Boolean = "Boolean";
    public const string Choice = "Choice";
    public const string MultiChoice = "MultiChoice";
    public const string Lookup = "Lookup";
    public const string MultiLookup = "MultiLookup";
    public const string Reference = "Reference";
    public const string Employee = "Employee";
    public const string Email = "Email";
    public const string Phone = "Phone";
    public const string Url = "Url";
    public const string Address = "Address";
}
