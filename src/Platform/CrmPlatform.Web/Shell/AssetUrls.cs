using System.Text.RegularExpressions;
using Microsoft.AspNetCore.StaticAssets;

namespace CrmPlatform.Web.Shell;

/// <summary>Addresses of the theme's files: with their fingerprint, so that browsers keep them for good.</summary>
internal sealed partial class AssetUrls(IServiceProvider services)
{
    private const string Folder = "_content/Crm.Theme.Admin/dist/";
    private readonly Lazy<Dictionary<string, string>> _known = new(() => Collect(services));

    /// <summary>Stands for an icon that the theme does not have: modules and recipes may name any.</summary>
    public const string PlainIcon = "list-details";

    private readonly Lazy<HashSet<string>> _icons = new(() => ReadIcons(services));

    /// <summary>The name itself where the theme has such an icon, else a plain one.</summary>
    public string IconOr(string name) => _icons.Value.Count == 0 || _icons.Value.Contains(name) ? name : PlainIcon;

    /// <summary>A path below the tenant's root.</summary>
    public string Of(string file) => "/" + _known.Value.GetValueOrDefault(Folder + file, Folder + file);

    private static HashSet<string> ReadIcons(IServiceProvider services)
    {
        var file = services.GetRequiredService<IWebHostEnvironment>().WebRootFileProvider.GetFileInfo(Folder + "icons.svg");
        if (!file.Exists)
        {
            return [];
        }

        using var reader = new StreamReader(file.CreateReadStream());
        return [.. SymbolId().Matches(reader.ReadToEnd()).Select(m => m.Groups["id"].Value)];
    }

    [GeneratedRegex("<symbol id=\"(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SymbolId();

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
