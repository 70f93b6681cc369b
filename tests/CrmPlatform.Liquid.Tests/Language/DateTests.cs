namespace CrmPlatform.Liquid.Tests.Language;

public sealed class DateTests
{
    private static readonly TimeZoneInfo _berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("%Y-%m-%d %H:%M:%S", "2024-03-05 07:08:09")]
    [InlineData("%-d.%-m.%y", "5.3.24")]
    [InlineData("%e %k %l %I %p %P", " 5  7  7 07 AM am")]
    [InlineData("%A %a %B %b %h", "Tuesday Tue March Mar Mar")]
    [InlineData("%^A %^b %#p %#Z", "TUESDAY MAR am utc")]
    [InlineData("%j %U %W %V %G %g %u %w", "065 09 10 10 2024 24 2 2")]
    [InlineData("%C %s %z %:z %::z %Z", "20 1709622489 +0000 +00:00 +00:00:00 UTC")]
    [InlineData("%L %N %3N %6N", "000 000000000 000 000000")]
    [InlineData("%c|%x|%X|%D|%F|%T|%R|%r|%v|%+", "Tue Mar  5 07:08:09 2024|03/05/24|07:08:09|03/05/24|2024-03-05|07:08:09|07:08|07:08:09 AM| 5-MAR-2024|%+")]
    [InlineData("%#c %^c|%-10D|%#b|%^#p", "Tue Mar  5 07:08:09 2024 TUE MAR  5 07:08:09 2024|  03/05/24|MAR|am")]
    [InlineData("%Ey %Od %EY %OH|%Ed %Oj %Q", "24 05 2024 07|%Ed %Oj %Q")]
    [InlineData("%:::z %10z %_10z %-z %::::z|%:d %3Y %1d %1m", "+00 +000000000       +000 +0000 %::::z|%:d 2024 5 3")]
    [InlineData("%10Y|%_5m|%05d|%010A|%10A|%-H|%_H", "0000002024|    3|00005|000Tuesday|   Tuesday|7| 7")]
    [InlineData("100%% %q %", "100% %q %")]
    [InlineData("a%nb%tc", "a\nb\tc")]
    public void Strftime(string format, string expected) =>
        Assert.Equal(expected, Templates.Text("{{ '2024-03-05 07:08:09' | date: f }}", $"{{\"f\":{System.Text.Json.JsonSerializer.Serialize(format)}}}"));

    [Theory]
    [InlineData("now", "2026-11-21 10:30")]
    [InlineData("Today", "2026-11-21 10:30")]
    [InlineData("1152098955", "2006-07-05 11:29")]
    [InlineData("March 14, 2016", "2016-03-14 00:00")]
    [InlineData("Fri Jul 16 01:00:00 2004", "2004-07-16 01:00")]
    [InlineData("2024-02-29T12:34:56Z", "2024-02-29 12:34")]
    [InlineData("2024-02-29T12:34:56+03:00", "2024-02-29 12:34")]
    [InlineData("2024-02-29 12:34:56 -0500", "2024-02-29 12:34")]
    [InlineData("Thu, 29 Feb 2024 12:34:56 GMT", "2024-02-29 12:34")]
    [InlineData("05.06.2024", "2024-06-05 00:00")]
    [InlineData("31.12.2024 23:59", "2024-12-31 23:59")]
    [InlineData("5/6/2024", "2024-06-05 00:00")]
    [InlineData("05-06-2024", "2024-06-05 00:00")]
    [InlineData("12/25/2017", "12/25/2017")]
    [InlineData("05.06.24", "05.06.24")]
    [InlineData("1.5", "1.5")]
    [InlineData("1,5", "1,5")]
    [InlineData("2024/02/29", "2024-02-29 00:00")]
    [InlineData("Mar 5th, 2024", "2024-03-05 00:00")]
    [InlineData("1st Jan 2024", "2024-01-01 00:00")]
    [InlineData("24 Jan", "2026-01-24 00:00")]
    [InlineData("Jan 24", "2026-01-24 00:00")]
    [InlineData("5th March", "2026-03-05 00:00")]
    [InlineData("2024-03-05 07:08:09 CET", "2024-03-05 07:08")]
    [InlineData("2024-03-05T10:00:00 Europe/Berlin", "2024-03-05 10:00")]
    [InlineData("10:30 PM", "2026-11-21 22:30")]
    [InlineData("1..3", "1..3")]
    [InlineData(" now ", " now ")]
    [InlineData(" 7 ", " 7 ")]
    [InlineData("1/", "1/")]
    [InlineData("1//2024", "1//2024")]
    [InlineData("5.6.2024.7", "5.6.2024.7")]
    [InlineData("05:06", "2026-11-21 05:06")]
    [InlineData("hello", "hello")]
    [InlineData("", "")]
    [InlineData("-1152098955", "-1152098955")]
    public void Texts_are_read_as_dates_or_passed_on(string text, string expected) =>
        Assert.Equal(expected, Templates.Text("{{ a | date: '%Y-%m-%d %H:%M' }}", $"{{\"a\":\"{text}\"}}"));

    [Fact]
    public void A_day_without_a_year_is_of_the_year_of_the_render()
    {
        var context = new LiquidContext { Clock = new YearClock() };
        var template = LiquidTemplate.Parse("{{ '5 Mar' | date: '%F' }} {{ 'March 5' | date: '%F' }}", Templates.Plain);
        Assert.Equal("1999-03-05 1999-03-05", template.Render(context, TestContext.Current.CancellationToken).Text);
        Assert.True(LiquidExpression.Parse("'5 Mar' | date: '%F'").Check(new LiquidShape()).DependsOnTime);
    }

    private sealed class YearClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(1999, 7, 1, 0, 0, 0, TimeSpan.Zero);
    }

    [Fact]
    public void Instants_are_shown_in_the_zone_of_the_render_and_its_summer_time()
    {
        var context = new LiquidContext { TimeZone = _berlin };
        var template = LiquidTemplate.Parse("{{ 1720000000 | date: '%H:%M %z' }} {{ 1700000000 | date: '%H:%M %z' }} {{ 'now' | date: '%H:%M' }} {{ '2024-07-01 12:00' | date: '%z' }}", Templates.Plain);
        Assert.Equal("11:46 +0200 23:13 +0100 11:30 +0200", template.Render(context, TestContext.Current.CancellationToken).Text);
    }

    [Theory]
    [InlineData("Europe/Berlin", "CEST CET")]
    [InlineData("America/New_York", "EDT EST")]
    [InlineData("Europe/Moscow", "MSK MSK")]
    [InlineData("Asia/Tashkent", "+05:00 +05:00")]
    [InlineData("UTC", "UTC UTC")]
    public void Zones_are_named_by_their_letters_where_they_have_any(string zone, string expected)
    {
        var context = new LiquidContext { TimeZone = TimeZoneInfo.FindSystemTimeZoneById(zone) };
        var template = LiquidTemplate.Parse("{{ 1720000000 | date: '%Z' }} {{ 1700000000 | date: '%Z' }}", Templates.Plain);
        Assert.Equal(expected, template.Render(context, TestContext.Current.CancellationToken).Text);
    }

    [Theory]
    [InlineData("2020-06-15 14:30:45 -0400", "[] -0400 -04:00 -04:00:00 1592245845")]
    [InlineData("2020-06-15 14:30:45 +05:30", "[] +0530 +05:30 +05:30:00 1592211645")]
    [InlineData("2020-06-15 14:30:45 EDT", "[] -0400 -04:00 -04:00:00 1592245845")]
    [InlineData("2020-06-15 14:30:45 UTC", "[UTC] +0000 +00:00 +00:00:00 1592231445")]
    public void A_written_offset_has_no_name(string date, string expected) =>
        Assert.Equal(expected, Templates.Text("{{ d | date: '[%Z] %z %:z %::z %s' }}", $"{{\"d\":\"{date}\"}}"));

    [Theory]
    [InlineData("-62135596800")]
    [InlineData("253402300799")]
    [InlineData("'0001-01-01 00:00'")]
    [InlineData("'9999-12-31 23:59:59'")]
    [InlineData("'9999-12-31 23:59:59 -1200'")]
    [InlineData("'0001-01-01 00:00:00 +1200'")]
    [InlineData("'2024-03-31 02:30'")]
    public void Dates_at_the_ends_of_time_and_in_the_skipped_hour_are_no_fault(string date)
    {
        foreach (var zone in (string[])["America/New_York", "Europe/Berlin", "Pacific/Kiritimati", "UTC"])
        {
            var context = new LiquidContext { TimeZone = TimeZoneInfo.FindSystemTimeZoneById(zone) };
            var template = LiquidTemplate.Parse("{{ " + date + " | date: '%c %G %V %U %W %s %z %Z %j %L %Q %+' }}", Templates.Plain);
            Assert.Null(template.Render(context, TestContext.Current.CancellationToken).Error);
        }
    }

    [Fact]
    public void Dates_of_the_host_are_written_whole_and_formatted()
    {
        var data = new Dictionary<string, object?>(StringComparer.Ordinal) { ["day"] = new DateOnly(2024, 3, 5), ["at"] = new DateTimeOffset(2024, 3, 5, 7, 8, 9, TimeSpan.FromHours(3)) };
        var template = LiquidTemplate.Parse("{{ day }}|{{ at }}|{{ at | date: '%d %z' }}|{% if at > at2 %}{% else %}no{% endif %}", Templates.Plain);
        Assert.Equal("2024-03-05|2024-03-05 07:08:09 +0300|05 +0300|no", template.Render(data, TestContext.Current.CancellationToken).Text);
    }

    [Theory]
    [InlineData("{{ 99999999999999999999 | date: '%Y' }}", "99999999999999999999")]
    [InlineData("{{ 1.5 | date: '%Y' }}", "1.5")]
    [InlineData("{{ true | date: '%Y' }}", "true")]
    [InlineData("{{ nil | date: '%Y' }}", "")]
    [InlineData("{{ '99999999999999999999' | date: '%Y' }}", "99999999999999999999")]
    public void What_is_no_date_is_passed_on(string source, string expected) => Assert.Equal(expected, Templates.Text(source));
}
