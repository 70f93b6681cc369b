using System.Reflection;

namespace CrmPlatform.Tests.Kernel.Fakes;

/// <summary>Files and modules of this repository.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Recipes => Path.Combine(Root, "recipes");

    public static IReadOnlyList<Assembly> Modules =>
    [
        typeof(Crm.Organization.Startup).Assembly,
        typeof(Crm.Contacts.Startup).Assembly,
        typeof(Crm.Pipeline.Startup).Assembly,
        typeof(Crm.Warehouse.Catalog.Startup).Assembly,
        typeof(Crm.Activities.Startup).Assembly,
        typeof(Crm.Notifications.Startup).Assembly,
    ];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CrmPlatform.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
