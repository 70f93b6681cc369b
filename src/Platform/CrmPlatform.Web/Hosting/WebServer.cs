using System.Globalization;
using System.Reflection;
using CrmPlatform.Errors;
using CrmPlatform.Web.Commands;

namespace CrmPlatform.Web.Hosting;

/// <summary>The web server, from the process's start to its end.</summary>
public static class WebServer
{
    private static readonly string[] _startLoggers = ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel"];

    public static async Task<int> RunAsync(string dataDirectory, string? urls, IReadOnlyList<Assembly> modules)
    {
        // What stops the start is said below in a sentence, or falls out of here whole; the framework's own record of it is one too many.
        var starting = true;
        try
        {
            var app = Build(dataDirectory, urls, modules, builder => builder.Logging.AddFilter(
                (category, _) => !Volatile.Read(ref starting) || !_startLoggers.Contains(category, StringComparer.Ordinal)));
            app.Lifetime.ApplicationStarted.Register(() => Volatile.Write(ref starting, false));
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

    private static Task<int> RefuseAsync(UserError error) => Refusals.SayAsync(Console.Error, CultureInfo.CurrentUICulture, error);

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
    /// <param name="configure">More configuration and services, before the platform's own.</param>
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
