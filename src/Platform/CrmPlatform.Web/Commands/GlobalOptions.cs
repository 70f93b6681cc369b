using System.CommandLine;

namespace CrmPlatform.Web.Commands;

/// <summary>Options that every command takes.</summary>
public sealed class GlobalOptions
{
    public Option<string?> Data { get; } = new("--data") { Recursive = true, HelpName = "DIR" };
    public Option<string?> Tenant { get; } = new("--tenant") { Recursive = true, HelpName = "NAME" };
    public Option<bool> Json { get; } = new("--json") { Recursive = true };

    /// <summary>Of <c>serve</c>.</summary>
    public Option<string?> Urls { get; } = new("--urls") { HelpName = "URL" };

    public void AddTo(RootCommand root, CommandTexts texts)
    {
        Data.Description = texts["cli.option.data"];
        Tenant.Description = texts["cli.option.tenant"];
        Json.Description = texts["cli.option.json"];
        Urls.Description = texts["cli.option.urls"];
        root.Options.Add(Data);
        root.Options.Add(Tenant);
        root.Options.Add(Json);
        root.Options.Add(Urls);
    }
}
