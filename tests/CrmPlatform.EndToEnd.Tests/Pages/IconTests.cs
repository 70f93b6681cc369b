using CrmPlatform.Web.Shell;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>Modules of others may name icons that the theme does not have.</summary>
public sealed class IconTests(Sales sales)
{
    [Fact]
    public async Task An_icon_that_the_theme_lacks_becomes_a_plain_one()
    {
        var host = await sales.HostAsync();
        var assets = host.Services.GetRequiredService<AssetUrls>();

        Assert.Equal("building", assets.IconOr("building"));
        Assert.Equal(AssetUrls.PlainIcon, assets.IconOr("rocket-of-another-vendor"));
    }
}
