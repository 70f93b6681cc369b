using System.Globalization;
using System.Text.RegularExpressions;

namespace CrmPlatform.Content.Importing.Drafts;

/// <summary>How a file writes its dates and numbers, from their values.</summary>
internal static partial class FormatGuess
{
    /// <summary>Formats of dates that are looked for and offered; of two that fit alike the first wins, but for the person's habit.</summary>
    public static IReadOnlyList<string> DateFormats { get; } =
    [
        "yyyy-MM-dd", "d.M.yyyy", "M/d/yyyy", "d/M/yyyy", "yyyy/M/d", "d-M-yyyy", "d.M.yy", "M/d/yy", "d/M/yy", "yyyy.M.d", "d MMM yyyy", "MMM d, yyyy",
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "d.M.yyyy H:mm", "d.M.yyyy H:mm:ss", "M/d/yyyy H:mm", "M/d/yyyy h:mm tt", "d/M/yyyy H:mm",
    ];

    /// <summary>Cultures of numbers that are offered: a point, a comma after spaces, a comma after points.</summary>
    public static IReadOnlyList<string?> NumberCultures { get; } = [null, "ru-RU", "de-DE"];

    /// <summary>The format that fits most values of columns that are days for the greater part; null when there is none.</summary>
    public static string? DateFormat(IReadOnlyList<DraftColumn> columns, ImportHints hints, string? numbers)
    {
        var culture = numbers is null ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(numbers);
        var monthFirst = hints.Culture.DateTimeFormat.ShortDatePattern.StartsWith('M');
        return DateFormats
            .Select((format, order) => (Format: format, Order: order, Fits: columns.Sum(c => Fitting(c, format, culture) is var fits && fits * 2 >= c.Samples.Count ? fits : 0)))
            .Where(f => f.Fits > 0)
            .OrderByDescending(f => f.Fits)
            .ThenByDescending(f => f.Format.StartsWith('M') == monthFirst)
            .ThenBy(f => f.Order)
            .Select(f => f.Format)
            .FirstOrDefault();
    }

    /// <summary>Nineteen of twenty values are dates of a format.</summary>
    public static bool IsDate(DraftColumn column, string? format, CultureInfo culture) =>
        format is not null && column.Samples.Count > 0
        && Fitting(column, format, culture) * 20 >= column.Samples.Count * 19;

    /// <summary>The culture of the numbers; null when a point separates the fraction, or nothing tells.</summary>
    public static string? Culture(IReadOnlyList<DraftColumn> columns)
    {
        var values = columns.SelectMany(c => c.Samples).Select(s => Unit().Replace(s, "")).ToList();
        var commas = values.Count(v => DecimalComma().IsMatch(v));
        var points = values.Count(v => DecimalPoint().IsMatch(v));
        return commas <= points ? null : values.Exists(v => GroupPoint().IsMatch(v)) ? "de-DE" : "ru-RU";
    }

    private static int Fitting(DraftColumn column, string format, CultureInfo culture) =>
        column.Samples.Count(s => DateTime.TryParseExact(s, format, culture, DateTimeStyles.None, out _));

    [GeneratedRegex(@"^[+-]?(\d+|\d{1,3}([ \u00a0\u202f]\d{3})+|\d{1,3}(\.\d{3})+),(\d{1,2}|\d{4,})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DecimalComma();

    [GeneratedRegex(@"^[+-]?(\d+|\d{1,3}([ ,']\d{3})+)\.\d+$|^\d{1,3}(,\d{3})+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DecimalPoint();

    [GeneratedRegex(@"^[+-]?\d{1,3}(\.\d{3})+,\d+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GroupPoint();

    [GeneratedRegex(@"^[\p{Sc}\s]+|[\s\u00a0]*(\p{Sc}|[a-zA-Zа-яА-Я%.]{1,4})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unit();
}
