using Microsoft.AspNetCore.StaticAssets;

namespace CrmPlatform.Web.Shell;

/// <summary>Addresses of the theme's files: with their fingerprint, so that browsers keep them for good.</summary>
internal sealed class AssetUrls(IServiceProvider services)
{
    private const string Folder = "_content/Crm.Theme.Admin/dist/";
    private readonly Lazy<Dictionary<string, string>> _known = new(() => Collect(services));

    /// <summary>A path below the tenant's root.</summary>
    public string Of(string file) => "/" + _known.Value.GetValueOrDefault(Folder + file, Folder + file);

    private static Dictionary<string, string> Collect(IServiceProvider services)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints)
        {
            if (endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is { } asset
                && asset.Properties.FirstOrDefault(p => p.Name == "label") is { Value: { } label })
            {
                found[label] = asset.Route;
            }
        }

        return found;
    }
}
