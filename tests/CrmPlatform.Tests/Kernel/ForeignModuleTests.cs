using System.Reflection;
using System.Reflection.Emit;
using CrmPlatform.Content.Model;
using CrmPlatform.Hosting;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Localization;
using CrmPlatform.Modules;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Kernel.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CrmPlatform.Tests.Kernel;

public sealed class ForeignModuleTests : IDisposable
{
    private readonly ModuleFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_sample_module_runs_from_a_folder()
    {
        _folder.CopySample();
        await using var kernel = Kernel();
        Assert.Empty(kernel.Get<ISetAsideModules>().All);
        kernel.States.Put("default", TestKernel.With());
        await kernel.Get<IFeatures>().EnableAsync(TestKernel.Admin, ["Acme.Loyalty"], Stop);

        var model = (await kernel.Get<ITenantStates>().GetAsync(Stop)).Model;
        Assert.Equal("Integer", model.Get("AcmeCard").Find("points")!.Type);
        Assert.NotNull(model.Get("Contact").Find("acmeMemberSince"));
        await using var scope = kernel.Services.CreateAsyncScope();
        var guards = await scope.ServiceProvider.GetRequiredService<IExtensions<CrmPlatform.Content.Changes.IChangeGuard>>().AllAsync(Stop);
        Assert.Contains(guards, g => g.GetType().FullName == "Acme.Loyalty.Guards.PointsStayPositive");
        var russian = kernel.Get<ITexts>().Get(System.Globalization.CultureInfo.GetCultureInfo("ru"), "error.acme-loyalty.negative-points");
        Assert.StartsWith("На карте", russian, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_kind_of_broken_module_is_set_aside_with_its_reason_and_the_rest_starts()
    {
        _folder.CopySample();
        _folder.Sub("Empty");
        _folder.Manifest("Acme.Future", platform: "9.0");
        _folder.Manifest("Acme.Typo", more: "\"feature\": 1,");
        _folder.Manifest("Acme.NoCode");
        _folder.Manifest("Acme.Garbage");
        await File.WriteAllTextAsync(Path.Combine(_folder.Sub("Acme.Garbage"), "Acme.Garbage.dll"), "MZ no assembly", Stop);
        _folder.Manifest("Unprefixed");
        _folder.Manifest("Crm.Pirate");
        _folder.Module("Acme.Throws", declare: il => ModuleFolder.Throw(il, "no licence."));
        _folder.Module("Acme.Lonely", needs: ["Acme.Gone"]);
        _folder.Module("Acme.NeedsThrows", needs: ["Acme.Throws"]);
        _folder.Module("Acme.Ring1", needs: ["Acme.Ring2"]);
        _folder.Module("Acme.Ring2", needs: ["Acme.Ring1"]);
        WriteModuleAgainstOtherContracts("Acme.OldApi", new Version(0, 1, 0, 0));
        WriteModuleAgainstOtherContracts("Acme.NewApi", new Version(7, 0, 0, 0));

        await using var kernel = Kernel();
        var reasons = kernel.Get<ISetAsideModules>().All.ToDictionary(m => m.Module, m => m.Error);
        Assert.Equal("module.no-manifest", reasons["Empty"].Id);
        Assert.Equal("module.too-new", reasons["Acme.Future"].Id);
        Assert.Equal(("module.unknown-key", "feature"), (reasons["Acme.Typo"].Id, reasons["Acme.Typo"].Args["key"]));
        Assert.Equal("module.broken", reasons["Acme.NoCode"].Id);
        Assert.Equal("module.broken", reasons["Acme.Garbage"].Id);
        Assert.Equal("module.no-vendor-prefix", reasons["Unprefixed"].Id);
        Assert.Equal("module.no-vendor-prefix", reasons["Crm.Pirate"].Id);
        Assert.Equal("module.broken", reasons["Acme.Throws"].Id);
        Assert.Contains("no licence.", reasons["Acme.Throws"].Message, StringComparison.Ordinal);
        Assert.Equal(("module.missing-feature", "Acme.Gone"), (reasons["Acme.Lonely"].Id, reasons["Acme.Lonely"].Args["missing"]));
        Assert.Equal(("module.missing-feature", "Acme.Throws"), (reasons["Acme.NeedsThrows"].Id, reasons["Acme.NeedsThrows"].Args["missing"]));
        Assert.Equal("module.circular-feature", reasons["Acme.Ring1"].Id);
        Assert.Contains("Acme.Ring2", reasons.Keys);
        Assert.Equal("module.missing-reference", reasons["Acme.OldApi"].Id);
        Assert.Contains("NotThere", reasons["Acme.OldApi"].Message, StringComparison.Ordinal);
        Assert.Contains("CrmPlatform.Abstractions 7.0.0.0", reasons["Acme.NewApi"].Message, StringComparison.Ordinal);
        Assert.Equal(["Acme.Loyalty", "Crm.Activities", "Crm.Contacts", "Crm.Notifications", "Crm.Organization", "Crm.Pipeline", "Crm.Warehouse"], kernel.Get<IFeatureCatalog>().Modules.Select(m => m.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_module_may_not_define_types_and_fields_without_its_vendors_prefix()
    {
        var module = new ModuleDescriptor(new ModuleManifest { Id = "Acme.X", Name = "X", Version = "1", Platform = "0.1" }, typeof(ForeignModuleTests).Assembly, Foreign: true);
        var contacts = TestKernel.Feature("Crm.Contacts", declare: f => f.Types<ContactLayer>());
        VendorIds.Check(module, [TestKernel.Feature("Acme.X", declare: f => f.Types<GoodLayer>())], [contacts]);
        var type = Assert.Throws<CrmPlatform.Errors.UserError>(() => VendorIds.Check(module, [TestKernel.Feature("Acme.X", declare: f => f.Types<OwnTypeLayer>())], [contacts]));
        Assert.Equal(("module.no-vendor-prefix", "Card"), (type.Id, type.Args["id"]));
        var field = Assert.Throws<CrmPlatform.Errors.UserError>(() => VendorIds.Check(module, [TestKernel.Feature("Acme.X", declare: f => f.Types<OwnFieldLayer>())], [contacts]));
        Assert.Equal("Contact.level", field.Args["id"]);
    }

    private TestKernel Kernel() => new(
        [],
        services => services.AddSingleton<IContentModelFactory, ContentModelFactory>().AddSingleton<ILayerSource, PlatformLayer>(),
        new PlatformOptions { DataDirectory = "", ModuleFolders = [_folder.Root] },
        Repository.Modules);

    /// <summary>A module that calls a method which this platform's contracts do not have.</summary>
    private void WriteModuleAgainstOtherContracts(string id, Version version)
    {
        var contracts = new PersistedAssemblyBuilder(new AssemblyName("CrmPlatform.Abstractions") { Version = version }, typeof(object).Assembly);
        var builder = contracts.DefineDynamicModule("CrmPlatform.Abstractions").DefineType(typeof(FeatureBuilder).FullName!, TypeAttributes.Public);
        var method = builder.DefineMethod("NotThere", MethodAttributes.Public | MethodAttributes.Static, typeof(void), [typeof(int)]);
        method.GetILGenerator().Emit(OpCodes.Ret);
        builder.CreateType();

        _folder.Manifest(id);
        _folder.Assembly(id, module =>
        {
            var type = module.DefineType("Calls", TypeAttributes.Public);
            var il = type.DefineMethod("Call", MethodAttributes.Public | MethodAttributes.Static, typeof(void), []).GetILGenerator();
            il.Emit(OpCodes.Ldc_I4_1);
            il.Emit(OpCodes.Call, method);
            il.Emit(OpCodes.Ret);
            type.CreateType();
        });
    }

    internal sealed class ContactLayer : ILayerSource
    {
        public CrmPlatform.Content.Definitions.Layer Build() => Layers.Of("Contact", "name");
    }

    internal sealed class GoodLayer : ILayerSource
    {
        public CrmPlatform.Content.Definitions.Layer Build() => Layers.Of("Contact", "acmeLevel");
    }

    internal sealed class OwnTypeLayer : ILayerSource
    {
        public CrmPlatform.Content.Definitions.Layer Build() => Layers.Of("Card", "acmeLevel");
    }

    internal sealed class OwnFieldLayer : ILayerSource
    {
        public CrmPlatform.Content.Definitions.Layer Build() => Layers.Of("Contact", "level");
    }
}
