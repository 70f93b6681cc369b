using CrmPlatform.Modules;

namespace Crm.Theme.Admin;

/// <summary>The theme is static files alone: it declares nothing but its presence.</summary>
public sealed class Startup : FeatureStartup
{
    public override void Declare(FeatureBuilder feature)
    {
    }
}
