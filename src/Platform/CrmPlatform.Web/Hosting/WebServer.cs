using System.Reflection;
using CrmPlatform.Errors;
using CrmPlatform.Web.Commands;

namespace CrmPlatform.Web.Hosting;

/// <summary>The web server, from the process's start to its end.</summary>
public static class WebServer
{
    public static async Task<int> RunAsync(string dataDirectory, string? urls, IReadOnlyList<Assembly> modules)
    {
        try
        {
            var app = Build(dataDirectory, urls, modules);
            await using (app.ConfigureAwait(false))
            {
                await app.RunAsync();
            }

            return ExitCodes.Done;
        }
        catch (UserError error)
        {
            return await RefuseAsync(error);
        }
        catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return await RefuseAsync(HostErrors.AddressInUse.With(("address", urls ?? HostSettings.DefaultUrl)));
        }
        catch (FormatException bad)
        {
            return await RefuseAsync(HostErrors.BadAddress.With(("address", urls ?? HostSettings.DefaultUrl), ("problem", bad.Message)));
        }
    }

    private static async Task<int> RefuseAsync(UserError error)
    {
        await Console.Error.WriteLineAsync($"{error.Id}: {error.Message}");
        return ExitCodes.Refused;
    }

    /// <summary>
    /// Files are made by the build, of a developer too: they are served as the manifest knows them, compressed and kept for good,
    /// rather than watched for edits.
    /// </summary>
    private static readonly Dictionary<string, string?> _builtFiles = new(StringComparer.Ordinal)
    {
        ["ReloadStaticAssetsAtRuntime"] = "false",
        ["EnableStaticAssetsDevelopmentCaching"] = "true",
    };

    /// <summary>The application, not started yet.</summary>
    /// <param name="configure">For tests: more configuration and services.</param>
    public static WebApplication Build(string dataDirectory, string? urls, IReadOnlyList<Assembly> modules, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(HostSettings.DataDirectorySetting(dataDirectory));
        builder.Configuration.AddInMemoryCollection(_builtFiles);
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(o => o.AddServerHeader = false);
        if (urls is not null || builder.Configuration["urls"] is null)
        {
            builder.WebHost.UseUrls(urls ?? HostSettings.DefaultUrl);
        }

        configure?.Invoke(builder);
        builder.AddCrmPlatform(modules);
        builder.Services.AddHostedService<HostStart>();
        builder.Services.AddHostedService<HostWork>();
        var app = builder.Build();
        app.UseCrmPlatform();
        return app;
    }
}
