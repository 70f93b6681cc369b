using System.Globalization;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Errors;

/// <summary>
/// Turns errors into answers: problem details for programs, a page for people. A user's mistake is said and forgotten; a fault
/// of ours is logged under a reference number and never shown.
/// </summary>
public sealed partial class ErrorMiddleware(RequestDelegate next, Problems problems, IErrorPages pages, ILogger<ErrorMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, exception);
            return;
        }

        await AnswerEmptyAsync(context);
    }

    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        var culture = RequestCulture.Of(context);
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
        var user = AsUserError(exception, context);
        if (user is null)
        {
            var reference = Fault.NewReference();
            LogFault(log, exception, reference, context.Request.Method, context.Request.Path);
            user = WebErrors.Internal.With(("reference", reference));
            await WriteAsync(context, problems.Page(user, culture) with { Reference = reference }, user, culture);
            return;
        }

        if (user.Code == StorageErrors.Unreachable)
        {
            LogUnreachable(log, user.Message, context.Request.Method, context.Request.Path);
        }

        await WriteAsync(context, problems.Page(user, culture), user, culture);
    }

    private static UserError? AsUserError(Exception exception, HttpContext context) => exception switch
    {
        UserError user => user,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            WebErrors.TooLarge.With(("limit", BodyLimit(context))),
        BadHttpRequestException bad => WebErrors.Malformed.With(("problem", bad.Message)),
        Microsoft.AspNetCore.Antiforgery.AntiforgeryValidationException => WebErrors.FormExpired.With(),
        InvalidDataException form when form.Source?.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) == true => WebErrors.Malformed.With(("problem", form.Message)),
        _ => StorageFaults.Explain(exception),
    };

    private static long? BodyLimit(HttpContext context) =>
        context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;

    /// <summary>A status without a body (no endpoint, no right) gets one.</summary>
    private async Task AnswerEmptyAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.StatusCode < 400 || response.ContentType is not null || response.ContentLength > 0)
        {
            return;
        }

        var error = OfStatus(context);
        var culture = RequestCulture.Of(context);
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
        await WriteAsync(context, problems.Page(error, culture) with { Status = response.StatusCode }, error, culture, keepHeaders: true);
    }

    private static UserError OfStatus(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status401Unauthorized => WebErrors.SignInNeeded.With(),
        StatusCodes.Status403Forbidden => WebErrors.ForbiddenHere.With(),
        StatusCodes.Status404NotFound => WebErrors.PageNotFound.With(("path", context.Request.Path)),
        StatusCodes.Status405MethodNotAllowed => WebErrors.MethodNotAllowed.With(("path", context.Request.Path), ("method", context.Request.Method)),
        StatusCodes.Status415UnsupportedMediaType => WebErrors.NotJson.With(),
        var status => WebErrors.Malformed.With(("problem", status)),
    };

    private Task WriteAsync(HttpContext context, ErrorPage page, UserError error, CultureInfo culture, bool keepHeaders = false)
    {
        if (!keepHeaders)
        {
            context.Response.Clear();
            SecurityHeaders.Set(context.Response);
        }

        context.Response.StatusCode = page.Status;
        context.Response.Headers[FormHeaders.Error] = page.Id;
        // A header holds plain letters only; what a program sent as the name of a field may be anything.
        if (error is ValidationError { Findings: [{ Field: { } field }, ..] } && field.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            context.Response.Headers[FormHeaders.Field] = field;
        }

        context.Response.Headers.CacheControl = "no-store";
        if (page.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            return Task.CompletedTask;
        }

        return WantsJson(context.Request)
            ? problems.WriteAsync(context, page, error, culture)
            : pages.WriteAsync(context, page with { Detail = problems.Detail(error.Foremost, culture) });
    }

    /// <summary>Programs ask under /api, /openapi, or accept JSON and no HTML.</summary>
    private static bool WantsJson(HttpRequest request)
    {
        if (request.IsForPrograms())
        {
            return true;
        }

        var accept = request.Headers.Accept.ToString();
        return accept.Contains("json", StringComparison.OrdinalIgnoreCase) && !accept.Contains("text/html", StringComparison.OrdinalIgnoreCase);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason} ({Method} {Path})")]
    private static partial void LogUnreachable(ILogger logger, string reason, string method, PathString path);

    [LoggerMessage(Level = LogLevel.Error, Message = "Fault {Reference} in {Method} {Path}")]
    private static partial void LogFault(ILogger logger, Exception exception, string reference, string method, PathString path);
}
