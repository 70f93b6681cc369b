using System.Globalization;
using System.Net;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.EndToEnd.Tests.Support;
using CrmPlatform.Localization;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>The firm's own words.</summary>
public sealed class LabelTests
{
    [Fact]
    public async Task Words_changed_in_a_layer_show_on_every_page_at_once_in_the_readers_language()
    {
        await using var host = await TestHost.StartAsync(withSamples: true);
        var id = await host.InTenantAsync(s => Sales.CreateAsync(s, "Deal", ("name", "Bay window"), ("amount", new Money(90m, "USD"))));
        using var client = await host.SignInAsync();
        string[] pages =
        [
            "c/Deal?view=deals.all", "c/Deal/new", $"c/Deal/{id.ToString(CultureInfo.InvariantCulture)}", $"c/Deal/{id.ToString(CultureInfo.InvariantCulture)}/edit",
            "c/Deal/board/sales", "search?q=Bay", "palette?q=new", "import", "start",
        ];
        foreach (var page in pages)
        {
            Assert.DoesNotContain("Order book", await TextAsync(client, page), StringComparison.OrdinalIgnoreCase);
        }

        await host.LayOverAsync(new Layer
        {
            Id = "tenant",
            Types =
            [
                new TypeDefinition
                {
                    Id = "Deal",
                    Label = LocalizedText.Of("Order book", "Книга заказа"),
                    PluralLabel = LocalizedText.Of("Order books", "Книги заказов"),
                    Fields = [new FieldDefinition { Id = "amount", Label = LocalizedText.Of("Worth of it", "Сколько стоит") }],
                },
            ],
        });

        foreach (var page in pages)
        {
            Assert.Contains("Order book", await TextAsync(client, page), StringComparison.OrdinalIgnoreCase);
        }

        foreach (var page in pages[..4])
        {
            Assert.Contains("Worth of it", await TextAsync(client, page), StringComparison.Ordinal);
        }

        await client.GetAsync(new Uri("language/ru", UriKind.Relative), CancellationToken.None);
        Assert.Contains("Книги заказов", await TextAsync(client, "c/Deal?view=deals.all"), StringComparison.Ordinal);
        Assert.Contains("Сколько стоит", await TextAsync(client, "c/Deal/new"), StringComparison.Ordinal);
    }

    private static async Task<string> TextAsync(HttpClient client, string page)
    {
        var answer = await client.GetAsync(new Uri(page, UriKind.Relative), CancellationToken.None);
        Assert.True(answer.IsSuccessStatusCode, $"{page}: {answer.StatusCode}");
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(CancellationToken.None));
    }
}
