using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>The filters of a list and the days of a calendar, as a reader of each language says them.</summary>
public sealed class ChipTests(Browser browser, Sales sales)
{
    private const string Filters = "c/Deal?f1=outcome&o1=in&v1=won&f2=expectedOn&o2=between&v2=2025-11-01&v2=2025-11-05&f3=amount&o3=ge&v3=1000&f4=owner&o4=ne&v4=me&own=1";

    [Theory]
    [InlineData("en-US", "Outcome is Won", "Expected to close is from Nov 1, 2025 to Nov 5, 2025", "Amount is at least 1,000", "Owner is not Me", "November 2–8, 2025")]
    [InlineData("ru", "Итог: Успех", "Ожидаемая дата закрытия: с 1 по 5 ноября 2025", "Сумма: не меньше 1 000", "Ответственный: не Я", "3–9 ноября 2025")]
    public async Task Chips_and_spans_of_days_read_as_people_say_them(string language, string option, string days, string number, string person, string week)
    {
        await using var tab = await sales.OpenAsync(browser, new TabOptions { Language = language });
        await tab.Page.GotoAsync(Filters);
        var chips = (await tab.Page.Locator(".chips .chip a:first-child").AllInnerTextsAsync()).Select(c => c.Replace('\u00a0', ' ').Trim());
        Assert.Equal([option, days, number, person], chips);

        await tab.Page.GotoAsync("calendar?view=week&day=2025-11-05");
        Assert.Equal(week, (await tab.Title.InnerTextAsync()).Trim());
    }
}
