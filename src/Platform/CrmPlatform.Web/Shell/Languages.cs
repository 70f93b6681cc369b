using System.Globalization;

namespace CrmPlatform.Web.Shell;

internal static class Languages
{
    /// <summary>A language as its own speakers write it, with a capital.</summary>
    public static string NameOf(CultureInfo culture)
    {
        var language = culture.IsNeutralCulture ? culture : culture.Parent;
        var name = language.NativeName;
        return char.ToUpper(name[0], language) + name[1..];
    }
}
