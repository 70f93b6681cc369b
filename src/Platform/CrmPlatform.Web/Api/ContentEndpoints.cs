using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Json;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Modules;
using CrmPlatform.Web.Identity;

namespace CrmPlatform.Web.Api;

/// <summary>REST over the two gates. Rights to types, records and fields are the gates' own.</summary>
public static class ContentEndpoints
{
    private const string OfType = "/api/content/{type}";
    private const string OfRecord = "/api/content/{type}/{id:long:min(1)}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapPost("/api/query", QueryAsync).RequireRight(Permission.ContentView);
        routes.MapGet(OfType, ListAsync).RequireRight(Permission.ContentView);
        routes.MapPost(OfType, CreateAsync).RequireRight(Permission.ContentEdit).FromOurPages();
        routes.MapGet(OfRecord, GetAsync).RequireRight(Permission.ContentView);
        routes.MapPatch(OfRecord, UpdateAsync).RequireRight(Permission.ContentEdit).FromOurPages();
        routes.MapDelete(OfRecord, DeleteAsync).RequireRight(Permission.ContentDelete).FromOurPages();
    }

    private static async Task QueryAsync(HttpContext context)
    {
        using var body = await JsonBody.ReadAsync(context.Request, context.RequestAborted);
        var query = context.Get<IContentJson>().ReadQuery(body.RootElement);
        await WritePageAsync(context, query);
    }

    private static Task ListAsync(HttpContext context)
    {
        var parameters = context.Request.Query;
        ListParameters.MustBe(parameters, ListParameters.OfList);
        var query = new ContentQuery
        {
            Type = TypeOf(context),
            Where = ListParameters.Filter(parameters),
            Columns = ListParameters.Names(parameters, "columns"),
            Sort = ListParameters.Names(parameters, "sort"),
            Limit = ListParameters.Limit(parameters),
            Cursor = ListParameters.One(parameters, "cursor"),
            Bin = ListParameters.Flag(parameters, "bin"),
        };
        return WritePageAsync(context, query);
    }

    private static async Task WritePageAsync(HttpContext context, ContentQuery query)
    {
        var cancellationToken = context.RequestAborted;
        var page = await context.Get<IContentReader>().QueryAsync(context.GetActor(), query, cancellationToken);
        var model = await context.Get<IContentModels>().GetAsync(cancellationToken);
        await context.WriteJsonAsync(json => context.Get<IContentJson>().WritePage(json, model, query, page));
    }

    private static async Task GetAsync(HttpContext context)
    {
        ListParameters.MustBe(context.Request.Query, ListParameters.OfRecord);
        var type = await FindTypeAsync(context);
        var record = await FindAsync(context, type, IdOf(context));
        context.Response.Headers.ETag = ETags.Of(record.Version);
        if (ETags.IsFresh(context.Request, record.Version))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await WriteRecordAsync(context, type, record);
    }

    private static async Task CreateAsync(HttpContext context)
    {
        using var body = await JsonBody.ReadAsync(context.Request, context.RequestAborted);
        var type = await FindTypeAsync(context);
        var (key, values) = RecordBody.SplitKey(context.Get<IContentJson>().ReadValues(type, body.RootElement));
        var result = await ApplyAsync(context, new CreateChange(type.Id, values, key));
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = string.Create(
            CultureInfo.InvariantCulture, $"{context.Request.PathBase}/api/content/{type.Id}/{result.Record.Id}");
        await AnswerSavedAsync(context, type, result);
    }

    private static async Task UpdateAsync(HttpContext context)
    {
        using var body = await JsonBody.ReadAsync(context.Request, context.RequestAborted);
        var type = await FindTypeAsync(context);
        var values = context.Get<IContentJson>().ReadValues(type, body.RootElement);
        var result = await ApplyAsync(context, new UpdateChange(type.Id, IdOf(context), values, ETags.Expected(context.Request)));
        await AnswerSavedAsync(context, type, result);
    }

    private static async Task DeleteAsync(HttpContext context)
    {
        var type = await FindTypeAsync(context);
        await ApplyAsync(context, new DeleteChange(type.Id, IdOf(context), ETags.Expected(context.Request)));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task<ChangeResult> ApplyAsync(HttpContext context, Change change)
    {
        var set = new ChangeSet { Actor = context.GetActor(), Act = new ActInfo("api"), Changes = [change] };
        var result = await context.Get<IContentWriter>().ApplyAsync(set, context.RequestAborted);
        return result.Results[0];
    }

    /// <summary>What was saved, as anyone would read it now; findings that did not refuse it stand in a header-like member.</summary>
    private static async Task AnswerSavedAsync(HttpContext context, ContentType type, ChangeResult result)
    {
        var record = await FindAsync(context, type, result.Record.Id);
        context.Response.Headers.ETag = ETags.Of(record.Version);
        if (result.Warnings.Count > 0)
        {
            context.Response.Headers["Crm-Warning"] = string.Join(", ", result.Warnings.Select(w => w.Code.Id));
        }

        await WriteRecordAsync(context, type, record);
    }

    private static async Task WriteRecordAsync(HttpContext context, ContentType type, ContentRecord record)
    {
        var targets = RecordBody.Targets(type, record);
        var names = targets.Count == 0
            ? null
            : await context.Get<IContentReader>().NamesAsync(context.GetActor(), targets, context.RequestAborted);
        await context.WriteJsonAsync(json => context.Get<IContentJson>().WriteRecord(json, type, record, names));
    }

    private static async Task<ContentType> FindTypeAsync(HttpContext context) =>
        (await context.Get<IContentModels>().GetAsync(context.RequestAborted)).Get(TypeOf(context));

    /// <summary>A record in the bin is absent unless it is asked for with <c>?bin=true</c>.</summary>
    private static async Task<ContentRecord> FindAsync(HttpContext context, ContentType type, long id)
    {
        var record = await context.Get<IContentReader>().FindAsync(context.GetActor(), type.Id, id, context.RequestAborted);
        return record is not null && (record[SystemFields.DeletedAt] is null || ListParameters.Flag(context.Request.Query, "bin"))
            ? record
            : throw PlatformErrors.NotFound.With(("type", type.Label.For(CultureInfo.CurrentUICulture)), ("id", id));
    }

    private static string TypeOf(HttpContext context) => (string)context.Request.RouteValues["type"]!;

    private static long IdOf(HttpContext context) =>
        long.Parse((string)context.Request.RouteValues["id"]!, NumberStyles.None, CultureInfo.InvariantCulture);
}
