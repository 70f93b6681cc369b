using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Json;
using CrmPlatform.Content.Model;
using CrmPlatform.Modules;
using CrmPlatform.Recipes;
using Microsoft.Extensions.DependencyInjection;

namespace CrmPlatform.Content;

/// <summary>Registers this floor.</summary>
public static class ContentServices
{
    public static IServiceCollection AddCrmContent(this IServiceCollection services)
    {
        services.AddSingleton<IFieldTypes>(BuiltInFieldTypes.Instance);
        services.AddSingleton<ILayerSource, PlatformLayer>();
        services.AddSingleton<IContentModelFactory, ContentModelFactory>();
        services.AddSingleton<IContentJson, ContentJson>();
        services.AddGates();
        return services;
    }
}
