using System.Reflection;

namespace CrmPlatform.Host;

/// <summary>The modules that come with the host. Those of others lie in <c>modules/</c>.</summary>
public static class BuiltInModules
{
    public static IReadOnlyList<Assembly> All { get; } =
    [
        typeof(Crm.Organization.Startup).Assembly,
        typeof(Crm.Contacts.Startup).Assembly,
        typeof(Crm.Pipeline.Startup).Assembly,
        typeof(Crm.Warehouse.Catalog.Startup).Assembly,
        typeof(Crm.Activities.Startup).Assembly,
        typeof(Crm.Notifications.Startup).Assembly,
        typeof(Crm.Theme.Admin.Startup).Assembly,
    ];
}
