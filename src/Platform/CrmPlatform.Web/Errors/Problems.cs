using System.Globalization;
using System.Text.Json;
using CrmPlatform.Errors;
using CrmPlatform.Localization;

namespace CrmPlatform.Web.Errors;

/// <summary>
/// Errors as problem details (RFC 9457): <c>type, title, status, detail, id</c>, for validation <c>errors</c>
/// (<c>field, id, detail</c>), for conflicts <c>currentVersion</c> and <c>conflicts</c>, for our own faults <c>reference</c>.
/// </summary>
public sealed class Problems(ITexts texts)
{
    private static readonly JsonWriterOptions _options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Title of a status in the reader's language: what kind of trouble it is.</summary>
    public string Title(int status, CultureInfo culture)
    {
        var key = $"web.status.{status.ToString(CultureInfo.InvariantCulture)}";
        var title = texts.Get(culture, key);
        return title == key ? texts.Get(culture, status < 500 ? "web.status.400" : "web.status.500") : title;
    }

    public ErrorPage Page(UserError error, CultureInfo culture) =>
        new(error.Code.Status, error.Id, Title(error.Code.Status, culture), Detail(error, culture), Error: error);

    public string Detail(UserError error, CultureInfo culture) => texts.Get(culture, error);

    public async Task WriteAsync(HttpContext context, ErrorPage page, UserError? error, CultureInfo culture)
    {
        context.Response.ContentType = "application/problem+json; charset=utf-8";
        var json = new Utf8JsonWriter(context.Response.BodyWriter, _options);
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartObject();
            json.WriteString("type", $"urn:crm:error:{page.Id}");
            json.WriteString("title", page.Title);
            json.WriteNumber("status", page.Status);
            json.WriteString("detail", page.Detail);
            json.WriteString("id", page.Id);
            if (page.Reference is not null)
            {
                json.WriteString("reference", page.Reference);
            }

            WriteFindings(json, error, culture);
            json.WriteEndObject();
            await json.FlushAsync(context.RequestAborted);
        }
    }

    private void WriteFindings(Utf8JsonWriter json, UserError? error, CultureInfo culture)
    {
        if (error is ValidationError invalid)
        {
            json.WriteStartArray("errors");
            foreach (var finding in invalid.Findings)
            {
                json.WriteStartObject();
                json.WriteString("field", finding.Field);
                json.WriteString("id", finding.Code.Id);
                json.WriteString("detail", texts.Get(culture, finding.Code, finding.Args));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
        else if (error is ConflictError conflict)
        {
            json.WriteNumber("currentVersion", conflict.CurrentVersion);
            json.WriteStartArray("conflicts");
            foreach (var field in conflict.Conflicts)
            {
                json.WriteStringValue(field.Field);
            }

            json.WriteEndArray();
        }
    }
}
