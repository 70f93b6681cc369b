using System.IO.Compression;
using System.Reflection;
using CrmPlatform.Content;
using CrmPlatform.Content.Importing;
using CrmPlatform.Data;
using CrmPlatform.Kernel;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Identity;
using CrmPlatform.Web.OpenApi;
using CrmPlatform.Web.Pages;
using CrmPlatform.Web.Setup;
using CrmPlatform.Web.Tenants;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrmPlatform.Web.Hosting;

public static class PlatformBuilder
{
    /// <summary>
    /// Everything the platform and its modules need: for the web server, and for commands, which start nothing.
    /// The modules come last, so that they cannot take the place of the platform's services.
    /// </summary>
    /// <exception cref="CrmPlatform.Errors.UserError"><c>module.*</c>: a module of the host is wrong.</exception>
    public static IHostApplicationBuilder AddCrmPlatform(this IHostApplicationBuilder builder, IReadOnlyList<Assembly> modules)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = HostSettings.Read(builder.Configuration);
        var services = builder.Services;
        services.AddSingleton(options);
        AddWeb(services);
        IdentityServices.Add(services);
        services.AddCrmData();
        services.AddCrmContent();
        services.AddImporting();
        LeaveOutHostKeyRing(services);
        services.AddCrmKernel(options, modules);
        return builder;
    }

    /// <summary>Each tenant has a key ring of its own; the framework would make one more, of the whole host, at the start.</summary>
    private static void LeaveOutHostKeyRing(IServiceCollection services)
    {
        foreach (var eager in services.Where(s => s.ImplementationType?.Name == "DataProtectionHostedService").ToList())
        {
            services.Remove(eager);
        }
    }

    /// <summary>
    /// Pages and JSON, over TLS too: what could be guessed by the length of an answer, antiforgery tokens, is encrypted anew for
    /// each. Files are compressed by the build.
    /// </summary>
    private static void AddCompression(IServiceCollection services)
    {
        services.AddResponseCompression(o =>
        {
            o.EnableForHttps = true;
            o.MimeTypes = ["text/html", "application/json", "application/problem+json"];
        });
        services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);
    }

    private static void AddWeb(IServiceCollection services)
    {
        services.AddRouting();
        AddCompression(services);
        services.AddHttpContextAccessor();
        services.AddRazorComponents();
        services.AddSingleton<Problems>();
        services.AddPages();
        services.TryAddSingleton<IErrorPages, PlainErrorPages>();
        services.AddSingleton<HostSecret>();
        services.AddSingleton<HostMasterKey>();
        services.AddSingleton<TenantKeyRings>();
        services.AddSingleton<TenantDirectory>();
        services.AddSingleton<SetupAccess>();
        services.AddSingleton<ISetup, TenantSetUp>();
        services.AddSingleton<OpenApiDocuments>();

        // Before the framework's own, which are added only where there is none yet.
        services.AddSingleton<IDataProtectionProvider, TenantDataProtectionProvider>();
    }
}
