using CrmPlatform.Host;
using CrmPlatform.Web.Hosting;

return await CrmHost.RunAsync(args, BuiltInModules.All);
