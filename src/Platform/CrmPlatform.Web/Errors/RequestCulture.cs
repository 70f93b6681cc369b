using System.Globalization;

namespace CrmPlatform.Web.Errors;

/// <summary>The culture of a request, kept where code outside the flow that chose it finds it too.</summary>
public static class RequestCulture
{
    private static readonly object _key = new();

    public static CultureInfo Of(HttpContext context) =>
        context.Items.TryGetValue(_key, out var found) && found is CultureInfo culture ? culture : CultureInfo.CurrentUICulture;

    public static void Set(HttpContext context, CultureInfo culture)
    {
        context.Items[_key] = culture;
        CultureInfo.CurrentCulture = culture;
        CultureInfo.CurrentUICulture = culture;
    }
}
