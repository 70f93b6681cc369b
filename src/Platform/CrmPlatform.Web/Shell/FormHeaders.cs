namespace CrmPlatform.Web.Shell;

/// <summary>What a script that sends a form and the server say to each other.</summary>
internal static class FormHeaders
{
    /// <summary>Of the request: a script sends the form and keeps the page until it knows what came of it.</summary>
    public const string Send = "Crm-Send";

    /// <summary>Of the answer: the page to go to.</summary>
    public const string Go = "Crm-Go";

    /// <summary>Of the answer: the id of the error that it tells of.</summary>
    public const string Error = "Crm-Error";

    /// <summary>Of the answer: the field that the error is about.</summary>
    public const string Field = "Crm-Field";

    public static bool IsSentByScript(this HttpRequest request) => request.Headers.ContainsKey(Send);

    /// <summary>A script asks, for a piece of a page, with a form or for news: it cannot show a page to sign in.</summary>
    public static bool IsFromScript(this HttpRequest request) =>
        request.IsSentByScript() || request.Headers.ContainsKey("HX-Request")
        || request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);
}
