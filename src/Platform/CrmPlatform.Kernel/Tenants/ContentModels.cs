using CrmPlatform.Content;
using CrmPlatform.Tenants;

namespace CrmPlatform.Kernel.Tenants;

internal sealed class ContentModels(ITenantStates states) : IContentModels
{
    public async ValueTask<ContentModel> GetAsync(CancellationToken cancellationToken) =>
        (await states.GetAsync(cancellationToken)).Model;
}
