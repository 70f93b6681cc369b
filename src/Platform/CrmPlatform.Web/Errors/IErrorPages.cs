using System.Net;

namespace CrmPlatform.Web.Errors;

/// <summary>An error as a person sees it in the browser.</summary>
/// <param name="Id">The stable id, <c>area.what</c>.</param>
/// <param name="Reference">The number under which a fault of ours was recorded; null for mistakes of the user.</param>
/// <param name="Error">What it tells of; pages may say it in other words.</param>
public sealed record ErrorPage(int Status, string Id, string Title, string Detail, string? Reference = null, CrmPlatform.Errors.UserError? Error = null);

/// <summary>Writes an error as a page; status and headers are set already.</summary>
public interface IErrorPages
{
    Task WriteAsync(HttpContext context, ErrorPage page);
}

/// <summary>A page without style, for when nothing else is there.</summary>
public sealed class PlainErrorPages : IErrorPages
{
    public Task WriteAsync(HttpContext context, ErrorPage page)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        var language = System.Globalization.CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        return context.Response.WriteAsync(
            $"<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
            + $"<title>{WebUtility.HtmlEncode(page.Title)}</title><h1>{WebUtility.HtmlEncode(page.Title)}</h1>"
            + $"<p>{WebUtility.HtmlEncode(page.Detail)}</p></html>",
            context.RequestAborted);
    }
}
