using CrmPlatform.Hosting;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace CrmPlatform.Web.Tenants;

/// <summary>
/// A key ring per tenant, in its folder, its keys encrypted by the host's master key. Rings not used for a while are dropped
/// from memory.
/// </summary>
public sealed class TenantKeyRings(PlatformOptions options, HostMasterKey master, ILoggerFactory logs) : IDisposable
{
    private readonly MemoryCache _rings = new(new MemoryCacheOptions { SizeLimit = 256 });
    private readonly Lock _making = new();

    public IDataProtectionProvider Of(string tenant)
    {
        if (_rings.TryGetValue(tenant, out IDataProtectionProvider? found))
        {
            return found!;
        }

        lock (_making)
        {
            return _rings.GetOrCreate(
                tenant,
                entry =>
                {
                    entry.Size = 1;
                    entry.SlidingExpiration = TimeSpan.FromMinutes(30);
                    return Make(tenant);
                })!;
        }
    }

    private IDataProtectionProvider Make(string tenant)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.DataDirectory, "tenants", tenant, "keys"));
        var services = new ServiceCollection();
        services.AddSingleton(logs);
        services.AddSingleton(master);
        services.AddLogging();
        services.AddDataProtection().SetApplicationName(tenant).PersistKeysToFileSystem(folder);
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(
            new ConfigureOptions<KeyManagementOptions>(keys => keys.XmlEncryptor = new MasterKeyXmlEncryptor(master)));
        return services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>();
    }

    public void Dispose() => _rings.Dispose();
}
