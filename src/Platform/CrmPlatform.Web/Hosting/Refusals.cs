using System.Globalization;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Kernel.Localization;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Web.Commands;
using CrmPlatform.Web.Errors;

namespace CrmPlatform.Web.Hosting;

/// <summary>Says what stops the host or a command before the platform, with its catalogue of texts, is there.</summary>
internal static class Refusals
{
    public static async Task<int> SayAsync(TextWriter writer, CultureInfo culture, UserError error)
    {
        var texts = new TextCatalog(() => [typeof(WebErrors).Assembly, typeof(StorageErrors).Assembly, typeof(ModuleErrors).Assembly]);
        await writer.WriteLineAsync($"{error.Id}: {texts.Get(culture, error)}");
        return ExitCodes.Refused;
    }
}
