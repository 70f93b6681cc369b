using CrmPlatform.Tenants;

namespace CrmPlatform.Kernel.Tenants;

internal sealed class TenantAccessor : ITenantAccessor
{
    private readonly AsyncLocal<Tenant?> _current = new();

    public Tenant Current => _current.Value
        ?? throw new InvalidOperationException("No tenant was entered: a request without the tenant middleware, or background work that forgot to enter one.");

    public Tenant? CurrentOrNull => _current.Value;

    public IDisposable Enter(Tenant tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        var before = _current.Value;
        _current.Value = tenant;
        return new Restore(this, before);
    }

    private sealed class Restore(TenantAccessor accessor, Tenant? before) : IDisposable
    {
        public void Dispose() => accessor._current.Value = before;
    }
}
