using CrmPlatform.Modules;

namespace Crm.Warehouse.Catalog;

[Feature("Crm.Warehouse.Catalog")]
public sealed class Startup : FeatureStartup
{
    public override void Declare(FeatureBuilder feature) => feature.Types<CatalogTypes>();
}
