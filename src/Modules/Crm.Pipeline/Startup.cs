using CrmPlatform.Modules;

namespace Crm.Pipeline;

public sealed class Startup : FeatureStartup
{
    public override void Declare(FeatureBuilder feature) => feature
        .Types<PipelineTypes>()
        .Guard<DealName>();
}
