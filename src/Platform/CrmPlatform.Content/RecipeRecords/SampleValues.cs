using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Queries;
using CrmPlatform.Content.Reading;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.RecipeRecords;

/// <summary>What sample values depend on: the firm's language and currency, the day, and who asked for them.</summary>
internal sealed class SampleValues
{
    private readonly BindContext _context;
    private readonly string _language;
    private readonly string _currency;

    private SampleValues(BindContext context, string language, string currency)
    {
        _context = context;
        _language = language;
        _currency = currency;
    }

    /// <summary>The employee that <c>me</c> is; null: nobody.</summary>
    public long? Me => _context.Employee;

    public static SampleValues Of(Actor actor, TenantSettings settings, DateTimeOffset now) => new(
        new BindContext(now, Moment.ZoneOf(actor, settings), actor.Employee),
        CultureInfo.GetCultureInfo(settings.Culture).TwoLetterISOLanguageName,
        settings.BaseCurrency);

    /// <summary>Of a value for each language the one of the firm, else the first; any other value as it is.</summary>
    public JsonElement InLanguage(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().Any(m => m.Name.Length != 2) || !json.EnumerateObject().Any())
        {
            return json;
        }

        return json.TryGetProperty(_language, out var own) ? own : json.EnumerateObject().First().Value;
    }

    /// <summary>A day told by the day of today, as a value of a field; null where it is no such thing.</summary>
    public object? Day(JsonElement json, ContentField field)
    {
        if (json.ValueKind != JsonValueKind.String || json.GetString() is not { } text)
        {
            return null;
        }

        return field.Type switch
        {
            FieldTypes.Date when RelativeTime.TryDay(text, _context, out var day) => day,
            FieldTypes.DateTime => Instant(text),
            _ => null,
        };
    }

    /// <summary>A sum without a currency is in the firm's: whichever that is, no rate is asked for. Null where it is no such thing.</summary>
    public object? Sum(JsonElement json, ContentField field) =>
        field.Type == FieldTypes.Money && json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var amount)
            ? new Money(amount, _currency)
            : null;

    public IReadOnlyDictionary<string, DateTimeOffset>? Entered(RecipeRecord record)
    {
        var entered = record.Entered.Select(e => (e.Key, At: Instant(e.Value))).Where(e => e.At is not null)
            .ToDictionary(e => e.Key, e => e.At!.Value, StringComparer.OrdinalIgnoreCase);
        return entered.Count == 0 ? null : entered;
    }

    /// <summary>A day with a time of day (<c>today-1d 10:30</c>), or its first instant.</summary>
    private DateTimeOffset? Instant(string text)
    {
        var (word, time) = text.Split(' ') is [var first, var second] ? (first, second) : (text, "00:00");
        return RelativeTime.TryDay(word, _context, out var day) && TimeOnly.TryParseExact(time, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock)
            ? DateTimeField.ToUtc(day.ToDateTime(clock), _context.Zone)
            : null;
    }
}
