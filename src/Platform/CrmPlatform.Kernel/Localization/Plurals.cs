using System.Globalization;

namespace CrmPlatform.Kernel.Localization;

/// <summary>Which plural form a whole number takes, by the rules of the Unicode CLDR.</summary>
internal static class Plurals
{
    public static string FormOf(CultureInfo culture, long count) => culture.TwoLetterISOLanguageName switch
    {
        "ru" or "uk" or "be" => Slavic(Math.Abs(count)),
        _ => count is 1 or -1 ? "one" : "other",
    };

    private static string Slavic(long count) => (count % 10, count % 100) switch
    {
        (1, not 11) => "one",
        ( >= 2 and <= 4, not (>= 12 and <= 14)) => "few",
        _ => "many",
    };
}
