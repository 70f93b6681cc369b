using CrmPlatform.Content.Importing.Drafts;
using CrmPlatform.Content.Importing.Files;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrmPlatform.Content.Importing;

/// <summary>Registers imports.</summary>
public static class ImportingServices
{
    public static IServiceCollection AddImporting(this IServiceCollection services)
    {
        services.TryAddSingleton<IImportFiles, ImportFiles>();
        services.TryAddScoped<IImports, Imports>();
        services.TryAddScoped<IImportDrafts, ImportDrafts>();
        return services;
    }
}
