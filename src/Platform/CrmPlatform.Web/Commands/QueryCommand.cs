using System.CommandLine;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Json;
using CrmPlatform.Web.Api;

namespace CrmPlatform.Web.Commands;

/// <summary><c>query FILE|-</c>: a ContentQuery as JSON in, a page of rows as JSON out.</summary>
internal static class QueryCommand
{
    public static Command Create(CommandRunner runner, CommandTexts texts)
    {
        var file = new Argument<string>("file") { Description = texts["cli.query.file"], HelpName = "FILE|-" };
        var query = new Command("query", texts["cli.query"]) { file };
        query.SetAction((parse, ct) => runner.InTenantAsync(parse, (context, token) => RunAsync(context, parse.GetRequiredValue(file), token), ct));
        return query;
    }

    private static async Task<int> RunAsync(CommandContext context, string file, CancellationToken cancellationToken)
    {
        using var document = JsonBody.Parse(await ReadAsync(context, file, cancellationToken));
        var contentJson = context.Get<IContentJson>();
        var query = contentJson.ReadQuery(document.RootElement);
        var page = await context.Get<IContentReader>().QueryAsync(context.Actor, query, cancellationToken);
        var model = await context.Get<IContentModels>().GetAsync(cancellationToken);
        await context.WriteJsonAsync(json => contentJson.WritePage(json, model, query, page));
        return ExitCodes.Done;
    }

    private static async Task<string> ReadAsync(CommandContext context, string file, CancellationToken cancellationToken)
    {
        if (file == "-")
        {
            return await context.ReadInputAsync(cancellationToken);
        }

        using var reader = new StreamReader(context.Open(file));
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
