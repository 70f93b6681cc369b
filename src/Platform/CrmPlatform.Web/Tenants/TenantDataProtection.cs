using System.Collections.Concurrent;
using CrmPlatform.Tenants;
using Microsoft.AspNetCore.DataProtection;

namespace CrmPlatform.Web.Tenants;

/// <summary>
/// The data protection of the process: each protector belongs to the tenant that is current when it is used, by key ring and by
/// purpose. What one tenant protected, no other can read.
/// </summary>
public sealed class TenantDataProtectionProvider(ITenantAccessor tenants, TenantKeyRings rings) : IDataProtectionProvider
{
    public IDataProtector CreateProtector(string purpose) => new Protector(tenants, rings, [purpose]);

    /// <summary>
    /// Frameworks make protectors once and keep them, before any tenant is known; so the real one is made at use.
    /// </summary>
    private sealed class Protector(ITenantAccessor tenants, TenantKeyRings rings, string[] purposes) : IDataProtector
    {
        private readonly ConcurrentDictionary<string, (IDataProtectionProvider Ring, IDataProtector Real)> _real = new(StringComparer.Ordinal);

        public IDataProtector CreateProtector(string purpose) => new Protector(tenants, rings, [.. purposes, purpose]);

        public byte[] Protect(byte[] plaintext) => Real().Protect(plaintext);

        public byte[] Unprotect(byte[] protectedData) => Real().Unprotect(protectedData);

        private IDataProtector Real()
        {
            var tenant = tenants.Current.Name;
            var ring = rings.Of(tenant);
            if (_real.TryGetValue(tenant, out var found) && ReferenceEquals(found.Ring, ring))
            {
                return found.Real;
            }

            var real = ring.CreateProtector([$"tenant:{tenant}", .. purposes]);
            _real[tenant] = (ring, real);
            return real;
        }
    }
}
