using CrmPlatform.Content.Acts;
using CrmPlatform.Content.Bulk;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Duplicates;
using CrmPlatform.Content.Handover;
using CrmPlatform.Content.Merging;
using CrmPlatform.Content.Pipelines;
using CrmPlatform.Content.Reading;
using CrmPlatform.Content.RecipeRecords;
using CrmPlatform.Content.Writing;
using CrmPlatform.Data;
using CrmPlatform.Recipes;
using Microsoft.Extensions.DependencyInjection;

namespace CrmPlatform.Content;

/// <summary>Registers the two gates and what stands beside them.</summary>
internal static class GateServices
{
    public static IServiceCollection AddGates(this IServiceCollection services)
    {
        services.AddSingleton<IDuplicateKeyText, DuplicateKeyText>();
        services.AddSingleton<TypePlans>();
        services.AddScoped<RecordRights>();
        services.AddScoped<QueryBinding>();
        services.AddScoped<IContentReader, ContentReader>();
        services.AddScoped<ContentWriter>();
        services.AddScoped<IBulkWriter>(provider => provider.GetRequiredService<ContentWriter>());
        services.AddScoped<IContentWriter>(provider => provider.GetRequiredService<ContentWriter>());
        services.AddScoped<IActs, ActLog>();
        services.AddScoped<IHistory, History>();
        services.AddScoped<IPipelineReports, PipelineReports>();
        services.AddScoped<IDuplicates, DuplicateSearch>();
        services.AddScoped<IMerges, Merges>();
        services.AddScoped<HandoverShares>();
        services.AddScoped<IHandovers, Handovers>();
        services.AddScoped<IRecipeRecords, RecipeRecordWriter>();
        services.AddScoped<IExchangeRates, ExchangeRates>();
        services.AddScoped<WorkNews>();
        services.AddScoped<ISampleRecords, SampleRecordSearch>();
        services.AddScoped<BulkMarks>();
        services.AddScoped<IBulkActs, BulkActs>();
        return services;
    }
}
