using System.Globalization;
using CrmPlatform.Web.Shell;

namespace Crm.Notifications.Pages;

/// <summary>Notifications in words of the reader.</summary>
internal static class Sentences
{
    /// <summary>How the kinds of news about work begin: those bear the title of an act.</summary>
    private const string Work = "work-";

    /// <summary>By the kind's own text; kinds without one say what they are about.</summary>
    public static string Of(PageContext page, Notice notice)
    {
        var key = $"notifications.kind.{notice.Kind}";
        var when = notice.At is { } at ? page.When(at) : "";
        var name = notice.Kind.StartsWith(Work, StringComparison.Ordinal) ? page.TitleOf(notice.Name) : notice.Name;
        var text = page.T(key, ("name", name), ("when", when));
        return text == key ? name : text;
    }

    /// <summary>As it stands beside the bell.</summary>
    public static string Count(int unread) =>
        unread == 0 ? "" : unread > Inbox.MostCounted ? $"{Inbox.MostCounted}+" : unread.ToString(CultureInfo.InvariantCulture);
}
