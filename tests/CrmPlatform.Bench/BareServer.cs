using System.Data.Common;
using System.Globalization;
using System.Text.Json;

namespace CrmPlatform.Bench;

/// <summary>
/// The same bare statements behind the thinnest server there is, one connection held open: what HTTP and JSON cost by themselves.
/// It knows no accounts, rights, types or languages.
/// </summary>
internal static class BareServer
{
    public static async Task RunAsync(string url, BareDatabase bare)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        await using var connection = bare.OpenProduct();
        await using var app = builder.Build();
        app.MapGet("/get/{id}", (RequestDelegate)(context => AnswerAsync(context, json => bare.Get(connection, IdOf(context), row => Write(json, row)))));
        app.MapGet("/list/{id}", (RequestDelegate)(context => AnswerAsync(context, json => bare.List(connection, IdOf(context), row => Write(json, row)))));
        app.MapPatch("/update/{id}", (RequestDelegate)(async context =>
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            bare.Update(connection, IdOf(context), body.RootElement.GetProperty("jobTitle").GetString()!);
            await AnswerAsync(context, json => bare.Get(connection, IdOf(context), row => Write(json, row)));
        }));
        await app.RunAsync();
    }

    private static long IdOf(HttpContext context) => long.Parse((string)context.Request.RouteValues["id"]!, CultureInfo.InvariantCulture);

    private static async Task AnswerAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json";
        await using (var json = new Utf8JsonWriter(context.Response.BodyWriter))
        {
            json.WriteStartArray();
            write(json);
            json.WriteEndArray();
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static void Write(Utf8JsonWriter json, DbDataReader row)
    {
        json.WriteStartObject();
        for (var i = 0; i < row.FieldCount; i++)
        {
            json.WritePropertyName(row.GetName(i));
            switch (row.GetValue(i))
            {
                case string text:
                    json.WriteStringValue(text);
                    break;
                case long number:
                    json.WriteNumberValue(number);
                    break;
                case DBNull:
                    json.WriteNullValue();
                    break;
                case var other:
                    json.WriteStringValue(Convert.ToString(other, CultureInfo.InvariantCulture));
                    break;
            }
        }

        json.WriteEndObject();
    }
}
