using System.Globalization;
using CrmPlatform.Web.Shell;

namespace Crm.Notifications.Pages;

/// <summary>Notifications in words of the reader.</summary>
internal static class Sentences
{
    /// <summary>By the kind's own text; kinds without one say what they are about.</summary>
    public static string Of(PageContext page, Notice notice)
    {
        var key = $"notifications.kind.{notice.Kind}";
        var when = notice.At is { } at ? page.When(at) : "";
        var text = page.T(key, ("name", notice.Name), ("when", when));
        return text == key ? notice.Name : text;
    }

    /// <summary>As it stands beside the bell.</summary>
    public static string Count(int unread) =>
        unread == 0 ? "" : unread > Inbox.MostCounted ? $"{Inbox.MostCounted}+" : unread.ToString(CultureInfo.InvariantCulture);
}
