using CrmPlatform.Modules;

namespace Crm.Organization;

public sealed class Startup : FeatureStartup
{
    public override void Declare(FeatureBuilder feature) => feature
        .Types<OrganizationTypes>()
        .Guard<TeamTree>();
}
