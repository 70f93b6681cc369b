using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Fields;

/// <summary>An instant, kept in UTC to the millisecond, written and read in the person's zone.</summary>
public sealed class DateTimeField : FieldType
{
    private static readonly string[] _localIso =
        ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];

    private static readonly string[] _zonedIso =
    [
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK",
    ];

    private static readonly string[] _times = ["H:mm", "H:mm:ss", "h:mm tt"];

    public override string Key => FieldTypes.DateTime;

    public override IReadOnlyList<FilterOperator> Operators => FieldValues.OrderedOperators;

    public override FieldStorage CreateStorage(FieldDefinition definition) => ColumnStorage.Of(definition, StorageKind.Instant);

    public override object? FromJson(JsonElement json, ContentField field) =>
        FieldValues.Text(json, field, Expected.DateTime) is not { } text ? null
        : TryZoned(text, out var instant) ? instant
        : throw FieldValues.Bad(field, json, Expected.DateTime);

    public override void ToJson(Utf8JsonWriter writer, object? value, ContentField field) => Json.JsonValues.Write(writer, value);

    public override object? Parse(string text, ContentField field, FieldFormat format)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        ArgumentNullException.ThrowIfNull(format);
        text = text.Trim();
        return TryZoned(text, out var instant) ? instant
            : TryLocal(text, format, out var local) ? ToUtc(local, format.Zone)
            : throw FieldValues.Bad(field, text, format.DateFormat is null ? Expected.TypedDateTime : Expected.DateIn(format));
    }

    public override string Format(object? value, ContentField field, FieldFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return value is DateTimeOffset instant ? TimeZoneInfo.ConvertTime(instant, format.Zone).ToString("g", format.Culture) : "";
    }

    public override object? Normalize(object? value, ContentField field) => value is DateTimeOffset instant ? ToMilliseconds(instant) : null;

    public override JsonObject Schema(ContentField field) => FieldValues.Nullable("string", "date-time");

    public override string? DuplicateText(object? value) =>
        value is DateTimeOffset instant ? instant.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture) : null;

    internal static bool TryZoned(string text, out DateTimeOffset instant)
    {
        var zoned = text.EndsWith('Z') || text.AsSpan(Math.Min(text.Length, 10)).IndexOfAny('+', '-') >= 0;
        var parsed = DateTimeOffset.TryParseExact(text, _zonedIso, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);
        instant = ToMilliseconds(instant);
        return zoned && parsed;
    }

    /// <summary>The instant at which clocks of a zone show a time; of two, the first; one that clocks skip counts on from before.</summary>
    internal static DateTimeOffset ToUtc(DateTime local, TimeZoneInfo zone)
    {
        var unspecified = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        var offset = zone.IsAmbiguousTime(unspecified) ? zone.GetAmbiguousTimeOffsets(unspecified).Max() : zone.GetUtcOffset(unspecified);
        var ticks = Math.Clamp(unspecified.Ticks - offset.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks);
        return ToMilliseconds(new DateTimeOffset(ticks, TimeSpan.Zero));
    }

    private static bool TryLocal(string text, FieldFormat format, out DateTime local)
    {
        if (DateTime.TryParseExact(text, _localIso, CultureInfo.InvariantCulture, DateTimeStyles.None, out local))
        {
            return true;
        }

        if (DateField.TryParse(text, format, out var date))
        {
            local = date.ToDateTime(TimeOnly.MinValue);
            return true;
        }

        if (format.DateFormat is { } exact)
        {
            return DateTime.TryParseExact(text, exact, format.Culture, DateTimeStyles.None, out local);
        }

        var patterns = DatePatterns.Of(format.Culture).SelectMany(d => _times.SelectMany(t => new[] { $"{d} {t}", $"{d}, {t}" }));
        return DateTime.TryParseExact(
            text.Replace('\u202f', ' ').Replace('\u00a0', ' '), [.. patterns], format.Culture, DateTimeStyles.AllowWhiteSpaces, out local);
    }

    internal static DateTimeOffset ToMilliseconds(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
}
