using System.Threading.RateLimiting;
using CrmPlatform.Web.Errors;

namespace CrmPlatform.Web.Identity;

/// <summary>At most 20 attempts a minute to sign in to a tenant from one address, whatever the account.</summary>
public sealed class SignInThrottle : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(
        key => RateLimitPartition.GetSlidingWindowLimiter(
            key,
            _ => new SlidingWindowRateLimiterOptions { PermitLimit = 20, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6 }));

    /// <exception cref="CrmPlatform.Errors.UserError"><c>sign-in.too-often</c></exception>
    public void Count(string tenant, System.Net.IPAddress? address)
    {
        using var lease = _limiter.AttemptAcquire($"{tenant} {address}");
        if (!lease.IsAcquired)
        {
            throw WebErrors.SignInTooOften.With();
        }
    }

    public void Dispose() => _limiter.Dispose();
}
