using CrmPlatform.Modules;

namespace Crm.Contacts;

public sealed class Startup : FeatureStartup
{
    public override void Declare(FeatureBuilder feature) => feature
        .Types<ContactsTypes>();
}
