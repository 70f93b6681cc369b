using System.Globalization;
using System.Text;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Errors;
using Xunit;
using static CrmPlatform.Tests.Content.Model.Samples;

namespace CrmPlatform.Tests.Content.Fields;

public sealed class FieldTypeTests
{
    private static readonly FieldFormat _english = new(CultureInfo.GetCultureInfo("en-US"), TimeZoneInfo.Utc, "USD");
    private static readonly FieldFormat _russian =
        new(CultureInfo.GetCultureInfo("ru-RU"), TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow"), "RUB", "RU");

    private static FieldFormat FormatOf(string culture) => culture == "ru" ? _russian : _english;

    private static FieldType Type(string key) => BuiltInFieldTypes.Instance.Get(key);

    private static ContentField Make(string type, Func<FieldDefinition, FieldDefinition>? change = null)
    {
        var definition = Field.Of(type, "x", "X", "Икс") with { Target = type is FieldTypes.Lookup or FieldTypes.MultiLookup ? "Thing" : null };
        return FieldOf(change is null ? definition : change(definition));
    }

    private static object? Parse(string type, string text, string culture = "en", Func<FieldDefinition, FieldDefinition>? change = null) =>
        Type(type).Parse(text, Make(type, change), FormatOf(culture));

    private static string Show(string type, object? value, string culture = "en", Func<FieldDefinition, FieldDefinition>? change = null) =>
        Type(type).Format(value, Make(type, change), FormatOf(culture)).Replace('\u00a0', ' ').Replace('\u202f', ' ');

    private static object? FromJson(string type, string json, Func<FieldDefinition, FieldDefinition>? change = null)
    {
        var field = Make(type, change);
        return Type(type).Normalize(Type(type).FromJson(ParseJson(json), field), field);
    }

    private static string Refusal(Func<object?> act) => Assert.Throws<UserError>(() => { act(); }).Id;

    [Theory]
    [InlineData("1234.56", "en", "1234.56")]
    [InlineData("1,234.56", "en", "1234.56")]
    [InlineData("1 234,56", "ru", "1234.56")]
    [InlineData("1\u00a0234,56", "ru", "1234.56")]
    [InlineData("1234.56", "ru", "1234.56")]
    [InlineData("-12,5", "ru", "-12.5")]
    [InlineData("\u221212.5", "en", "-12.5")]
    [InlineData(".5", "en", "0.5")]
    [InlineData("12 345 678", "en", "12345678")]
    public void A_decimal_is_read_as_its_culture_writes_it(string text, string culture, string expected) =>
        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), Parse(FieldTypes.Decimal, text, culture));

    [Theory]
    [InlineData("1,5", "en")]
    [InlineData("12,34.5", "en")]
    [InlineData("1.2.3", "en")]
    [InlineData("1e5", "en")]
    [InlineData("1 23,5", "ru")]
    [InlineData("abc", "en")]
    [InlineData("--1", "en")]
    [InlineData("∞", "en")]
    public void What_is_no_number_in_the_culture_is_refused_rather_than_guessed(string text, string culture) =>
        Assert.Equal("content.bad-value", Refusal(() => Parse(FieldTypes.Decimal, text, culture)));

    [Fact]
    public void Digits_beyond_the_scale_are_refused_not_rounded()
    {
        Assert.Equal("content.too-precise", Refusal(() => FromJson(FieldTypes.Decimal, "1.005")));
        Assert.Equal(1.005m, FromJson(FieldTypes.Decimal, "1.0050", f => f with { Scale = 3 }));
        Assert.Equal("content.too-precise", Refusal(() => FromJson(FieldTypes.Money, """{"amount":0.001,"currency":"USD"}""")));
    }

    [Theory]
    [InlineData(FieldTypes.Decimal, "99999999999999999")]
    [InlineData(FieldTypes.Decimal, "-99999999999999999")]
    [InlineData(FieldTypes.Integer, "9007199254740993")]
    public void A_number_that_storage_cannot_hold_exactly_is_refused(string type, string json) =>
        Assert.Equal("content.out-of-range", Refusal(() => FromJson(type, json)));

    [Fact]
    public void Limits_of_the_definition_are_kept()
    {
        Assert.Equal(5L, FromJson(FieldTypes.Integer, "5", f => f with { Min = 0, Max = 10 }));
        Assert.Equal("content.out-of-range", Refusal(() => FromJson(FieldTypes.Integer, "11", f => f with { Min = 0, Max = 10 })));
        Assert.Equal("content.out-of-range", Refusal(() => FromJson(FieldTypes.Percent, "-1", f => f with { Min = 0 })));
        Assert.Equal("content.too-long", Refusal(() => FromJson(FieldTypes.Text, "\"abcdef\"", f => f with { MaxLength = 5 })));
    }

    [Theory]
    [InlineData("-1", 0, null, "takes 0 or more.")]
    [InlineData("99999999999999999", 0, null, "takes values from 0 to 9223372036854775.")]
    [InlineData("11", null, 10, "takes 10 or less.")]
    [InlineData("11", 0, 10, "takes values from 0 to 10.")]
    public void What_a_number_may_be_is_said_by_the_bounds_that_matter(string json, int? min, int? max, string says)
    {
        var error = Assert.Throws<UserError>(() => FromJson(FieldTypes.Decimal, json, f => f with { Min = min, Max = max }));
        Assert.EndsWith(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FieldTypes.Decimal, "\"5\"", "\"5\" does not fit", "a number, without quotes")]
    [InlineData(FieldTypes.Integer, "\"5\"", "\"5\" does not fit", "a whole number, without quotes")]
    [InlineData(FieldTypes.Text, "5", "\"5\" does not fit", "a text in quotes")]
    [InlineData(FieldTypes.Boolean, "\"true\"", "\"true\" does not fit", "without quotes")]
    public void A_value_of_another_kind_is_shown_in_one_pair_of_quotes(string type, string json, string shown, string expected)
    {
        var error = Assert.Throws<UserError>(() => FromJson(type, json));
        Assert.StartsWith(shown, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1234567.5, "en", "1,234,567.5")]
    [InlineData(1234567.5, "ru", "1 234 567,5")]
    public void A_decimal_is_written_as_its_culture_reads_it(double value, string culture, string expected) =>
        Assert.Equal(expected, Show(FieldTypes.Decimal, (decimal)value, culture));

    [Fact]
    public void A_year_is_written_without_a_thousands_mark() =>
        Assert.Equal("1996", Show(FieldTypes.Integer, 1996L, "en", f => f with { Grouped = false }));

    [Fact]
    public void Units_and_percent_signs_are_written_and_read_back()
    {
        static FieldDefinition Millimetres(FieldDefinition f) => f with { Unit = Both("mm", "мм") };
        Assert.Equal("1 200 мм", Show(FieldTypes.Integer, 1200L, "ru", Millimetres));
        Assert.Equal(1200L, Parse(FieldTypes.Integer, "1 200 мм", "ru", Millimetres));
        Assert.Equal("60 %", Show(FieldTypes.Percent, 60m, "ru"));
        Assert.Equal("60%", Show(FieldTypes.Percent, 60m));
        Assert.Equal(12.5m, Parse(FieldTypes.Percent, "12,5 %", "ru"));
    }

    [Theory]
    [InlineData("1 234,56", "ru", 1234.56, "RUB")]
    [InlineData("1 234,56 ₽", "ru", 1234.56, "RUB")]
    [InlineData("500 руб.", "ru", 500, "RUB")]
    [InlineData("1 234,56 EUR", "ru", 1234.56, "EUR")]
    [InlineData("€ 12.50", "en", 12.50, "EUR")]
    [InlineData("$1,234.56", "en", 1234.56, "USD")]
    [InlineData("-$5", "en", -5, "USD")]
    [InlineData("12.5 usd", "en", 12.5, "USD")]
    [InlineData("GBP 7", "en", 7, "GBP")]
    public void Money_is_read_with_the_currency_that_is_written_or_meant(string text, string culture, double amount, string currency) =>
        Assert.Equal(new Money((decimal)amount, currency), Parse(FieldTypes.Money, text, culture));

    [Theory]
    [InlineData("12 XYZ")]
    [InlineData("USD")]
    [InlineData("$5 €")]
    [InlineData("5 5 $ x")]
    public void Money_of_an_unknown_currency_is_refused(string text) =>
        Assert.Equal("content.bad-value", Refusal(() => Parse(FieldTypes.Money, text)));

    [Fact]
    public void Money_is_written_with_its_currency()
    {
        Assert.Equal("$1,234.50", Show(FieldTypes.Money, new Money(1234.5m, "USD")));
        Assert.Equal("-$5.00", Show(FieldTypes.Money, new Money(-5m, "USD")));
        Assert.Equal("1,234.50 CHF", Show(FieldTypes.Money, new Money(1234.5m, "CHF")));
        Assert.Equal("1 234,50 ₽", Show(FieldTypes.Money, new Money(1234.5m, "RUB"), "ru"));
    }

    [Theory]
    [InlineData("31.12.2026", "ru")]
    [InlineData("31.12.26", "ru")]
    [InlineData("12/31/2026", "en")]
    [InlineData("2026-12-31", "ru")]
    [InlineData("2026-12-31", "en")]
    public void A_date_is_read_as_its_culture_writes_it_or_in_ISO_form(string text, string culture) =>
        Assert.Equal(new DateOnly(2026, 12, 31), Parse(FieldTypes.Date, text, culture));

    [Fact]
    public void With_an_exact_format_no_other_is_taken()
    {
        var format = _english with { DateFormat = "M/d/yyyy" };
        var field = Make(FieldTypes.Date);
        Assert.Equal(new DateOnly(2016, 10, 20), Type(FieldTypes.Date).Parse("10/20/2016", field, format));
        Assert.Equal("content.bad-value", Refusal(() => Type(FieldTypes.Date).Parse("2016-10-20", field, format)));
        Assert.Equal("content.bad-value", Refusal(() => Type(FieldTypes.Date).Parse("20/10/2016", field, format)));
    }

    [Fact]
    public void Dates_and_instants_are_written_for_the_reader()
    {
        Assert.Equal("31.12.2026", Show(FieldTypes.Date, new DateOnly(2026, 12, 31), "ru"));
        Assert.Equal("12/31/2026", Show(FieldTypes.Date, new DateOnly(2026, 12, 31)));
        Assert.Equal("21.11.2026 12:30", Show(FieldTypes.DateTime, new DateTimeOffset(2026, 11, 21, 9, 30, 0, TimeSpan.Zero), "ru"));
    }

    [Theory]
    [InlineData("21.11.2026 12:30", "ru", "2026-11-21T09:30:00Z")]
    [InlineData("2026-11-21 12:30", "ru", "2026-11-21T09:30:00Z")]
    [InlineData("2026-11-21T12:30:00+05:00", "ru", "2026-11-21T07:30:00Z")]
    [InlineData("21.11.2026", "ru", "2026-11-20T21:00:00Z")]
    [InlineData("11/21/2026 1:05 PM", "en", "2026-11-21T13:05:00Z")]
    public void An_instant_is_read_in_the_persons_zone(string text, string culture, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), Parse(FieldTypes.DateTime, text, culture));

    [Fact]
    public void An_instant_in_JSON_needs_its_zone_and_is_kept_to_the_millisecond()
    {
        Assert.Equal("content.bad-value", Refusal(() => FromJson(FieldTypes.DateTime, "\"2026-11-21T12:30:00\"")));
        Assert.Equal(
            new DateTimeOffset(2026, 11, 21, 9, 30, 0, 123, TimeSpan.Zero), FromJson(FieldTypes.DateTime, "\"2026-11-21T12:30:00.1239+03:00\""));
    }

    [Theory]
    [InlineData("yes", true)]
    [InlineData("Да", true)]
    [InlineData("TRUE", true)]
    [InlineData("1", true)]
    [InlineData("нет", false)]
    [InlineData("No", false)]
    [InlineData("0", false)]
    public void Yes_and_no_are_understood_in_both_languages(string text, bool expected) =>
        Assert.Equal(expected, Parse(FieldTypes.Boolean, text));

    [Fact]
    public void A_choice_is_read_by_id_or_label_and_an_unknown_one_names_those_that_there_are()
    {
        static FieldDefinition Sizes(FieldDefinition f) => f with { Choices = [Field.Option("small", "Small", "Маленький"), Field.Option("big", "Big", "Большой")] };
        Assert.Equal("small", Parse(FieldTypes.Choice, " МАЛЕНЬКИЙ ", "en", Sizes));
        Assert.Equal("big", FromJson(FieldTypes.Choice, "\"BIG\"", Sizes));
        var error = Assert.Throws<UserError>(() => { FromJson(FieldTypes.Choice, "\"huge\"", Sizes); });
        Assert.Equal("content.unknown-choice", error.Id);
        Assert.Equal("small, big", error.Args["known"]);
    }

    [Fact]
    public void A_value_whose_choice_is_gone_stays_readable()
    {
        Assert.Equal("gone", Show(FieldTypes.Choice, "gone"));
        Assert.Equal("Old", Show(FieldTypes.Choice, "old", "en", f => f with { Choices = [Field.Option("old", "Old", "Старый") with { Hidden = true }] }));
    }

    [Fact]
    public void Tags_take_any_words_and_choices_only_their_own()
    {
        Assert.Equal(["VIP", "new"], Assert.IsType<List<string>>(Parse(FieldTypes.MultiChoice, "VIP, new; vip")));
        Assert.Equal("content.unknown-choice", Refusal(() => FromJson(FieldTypes.MultiChoice, """["b"]""", f => f with { Choices = [Field.Option("a", "A", "А")] })));
        Assert.Null(FromJson(FieldTypes.MultiChoice, "[]"));
    }

    [Theory]
    [InlineData(" Anna.Smith@Example.COM ", "anna.smith@example.com")]
    [InlineData("Anna <anna@example.com>", "anna@example.com")]
    [InlineData("иван@пример.рф", "иван@пример.рф")]
    public void A_mail_address_is_kept_in_lower_case(string text, string expected) => Assert.Equal(expected, Parse(FieldTypes.Email, text));

    [Theory]
    [InlineData("anna")]
    [InlineData("anna@")]
    [InlineData("@example.com")]
    [InlineData("a@b")]
    [InlineData("a b@example.com")]
    [InlineData("a@exa mple.com")]
    [InlineData("a..b@example.com")]
    [InlineData("a@-example.com")]
    [InlineData("a@b@example.com")]
    [InlineData("a@example.123")]
    public void What_has_not_the_shape_of_a_mail_address_is_refused(string text) =>
        Assert.Equal("content.bad-value", Refusal(() => Parse(FieldTypes.Email, text)));

    [Theory]
    [InlineData("8 (912) 345-67-89", "ru", "+79123456789")]
    [InlineData("9123456789", "ru", "+79123456789")]
    [InlineData("7 912 345 67 89", "ru", "+79123456789")]
    [InlineData("810 49 30 123456", "ru", "+4930123456")]
    [InlineData("(212) 555-0123", "en", "+12125550123")]
    [InlineData("1-212-555-0123", "en", "+12125550123")]
    [InlineData("011 44 20 7946 0000", "en", "+442079460000")]
    [InlineData("+44 (0)20 7946 0000", "en", "+442079460000")]
    [InlineData("tel:+49-30-123456", "en", "+4930123456")]
    [InlineData("+998 90 123 45 67", "en", "+998901234567")]
    [InlineData("8123456789", "ru", "+78123456789")]
    [InlineData("+800 1234 5678", "en", "+80012345678")]
    [InlineData("+376 312 345", "en", "+376312345")]
    [InlineData("0048 22 555 01 44", "en", "+48225550144")]
    [InlineData("00 48 22 555 01 44", "ru", "+48225550144")]
    [InlineData("0044 (0)20 7946 0000", "en", "+442079460000")]
    public void A_phone_number_is_kept_as_E164(string text, string culture, string expected) =>
        Assert.Equal(expected, Parse(FieldTypes.Phone, text, culture));

    [Theory]
    [InlineData("123")]
    [InlineData("+7 912")]
    [InlineData("+0 123 456 789")]
    [InlineData("call me")]
    [InlineData("212 555 0123 ext. 5")]
    [InlineData("+12345678901234567")]
    [InlineData("+999 1234 5678")]
    [InlineData("+33 6 12 34 56 7")]
    public void What_is_no_phone_number_is_refused(string text) =>
        Assert.Equal("content.bad-value", Refusal(() => Parse(FieldTypes.Phone, text)));

    [Fact]
    public void Without_a_country_only_international_numbers_are_taken()
    {
        Assert.Equal("+79123456789", FromJson(FieldTypes.Phone, "\"+7 912 345-67-89\""));
        Assert.Equal("+48225550144", FromJson(FieldTypes.Phone, "\"0048 22 555 01 44\""));
        Assert.Equal("content.bad-value", Refusal(() => FromJson(FieldTypes.Phone, "\"89123456789\"")));
        Assert.Equal("+7 912 345-67-89", Show(FieldTypes.Phone, "+79123456789"));
        Assert.Equal("+1 212-555-0123", Show(FieldTypes.Phone, "+12125550123"));
    }

    [Theory]
    [InlineData("example.com", "https://example.com")]
    [InlineData("http://example.com/a?b=c", "http://example.com/a?b=c")]
    [InlineData("mailto:a@example.com", "mailto:a@example.com")]
    [InlineData("пример.рф", "https://пример.рф")]
    public void A_web_address_may_be_written_without_its_scheme(string text, string expected) => Assert.Equal(expected, Parse(FieldTypes.Url, text));

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("JaVaScRiPt:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.com")]
    [InlineData("http://")]
    [InlineData("http://a b.com")]
    [InlineData("just words")]
    public void A_link_that_could_do_harm_or_leads_nowhere_is_refused(string text) =>
        Assert.Equal("content.bad-value", Refusal(() => Parse(FieldTypes.Url, text)));

    [Theory]
    [InlineData(FieldTypes.Text, "\"a\\u0000b\"")]
    [InlineData(FieldTypes.Text, "\"a\\nb\"")]
    [InlineData(FieldTypes.Text, "\"a\\u001bb\"")]
    [InlineData(FieldTypes.LongText, "\"a\\u0007b\"")]
    [InlineData(FieldTypes.MultiChoice, "[\"a\\tb\"]")]
    public void Control_characters_are_refused(string type, string json) =>
        Assert.Equal("content.control-character", Refusal(() => FromJson(type, json)));

    [Fact]
    public void Long_text_keeps_its_lines_with_one_kind_of_line_end() =>
        Assert.Equal("a\n\tb", FromJson(FieldTypes.LongText, "\"a\\r\\n\\tb\\r\\n\""));

    [Theory]
    [InlineData(FieldTypes.Text, "5")]
    [InlineData(FieldTypes.Text, "{}")]
    [InlineData(FieldTypes.Text, "\"\\ud800\"")]
    [InlineData(FieldTypes.Integer, "\"5\"")]
    [InlineData(FieldTypes.Integer, "1.5")]
    [InlineData(FieldTypes.Decimal, "true")]
    [InlineData(FieldTypes.Decimal, "1e400")]
    [InlineData(FieldTypes.Money, "5")]
    [InlineData(FieldTypes.Money, """{"amount":5}""")]
    [InlineData(FieldTypes.Money, """{"amount":5,"currency":"XXX"}""")]
    [InlineData(FieldTypes.Money, """{"amount":5,"currency":"USD","x":1}""")]
    [InlineData(FieldTypes.Date, "\"31.12.2026\"")]
    [InlineData(FieldTypes.Date, "\"2026-02-30\"")]
    [InlineData(FieldTypes.Boolean, "\"true\"")]
    [InlineData(FieldTypes.MultiChoice, "\"a\"")]
    [InlineData(FieldTypes.MultiChoice, "[1]")]
    [InlineData(FieldTypes.Lookup, "\"a\"")]
    [InlineData(FieldTypes.Lookup, "-1")]
    [InlineData(FieldTypes.Lookup, "0")]
    [InlineData(FieldTypes.MultiLookup, "5")]
    [InlineData(FieldTypes.MultiLookup, "[\"x\"]")]
    [InlineData(FieldTypes.Reference, "5")]
    [InlineData(FieldTypes.Reference, "\"Deal\"")]
    [InlineData(FieldTypes.Address, "\"street\"")]
    [InlineData(FieldTypes.Address, """{"town":"x"}""")]
    [InlineData(FieldTypes.Address, """{"city":5}""")]
    public void JSON_of_another_type_is_refused_with_what_is_expected(string type, string json)
    {
        var error = Assert.Throws<UserError>(() => { FromJson(type, json); });

        Assert.Equal("content.bad-value", error.Id);
        Assert.NotNull(error.Args["expected"]);
    }

    public static TheoryData<string, string> Written => new()
    {
        { FieldTypes.Text, "\"Acme\"" },
        { FieldTypes.LongText, "\"a\\nb\"" },
        { FieldTypes.Integer, "12" },
        { FieldTypes.Decimal, "12.5" },
        { FieldTypes.Percent, "60" },
        { FieldTypes.Money, """{"amount":10005534,"currency":"USD"}""" },
        { FieldTypes.Date, "\"2026-12-31\"" },
        { FieldTypes.DateTime, "\"2026-12-31T09:30:00.000Z\"" },
        { FieldTypes.Boolean, "true" },
        { FieldTypes.MultiChoice, """["a","b"]""" },
        { FieldTypes.Lookup, """{"id":5,"type":"Thing"}""" },
        { FieldTypes.MultiLookup, """[{"id":5,"type":"Thing"},{"id":6,"type":"Thing"}]""" },
        { FieldTypes.Reference, """{"id":5,"type":"Deal"}""" },
        { FieldTypes.Email, "\"a@example.com\"" },
        { FieldTypes.Phone, "\"+12125550123\"" },
        { FieldTypes.Url, "\"https://example.com\"" },
        { FieldTypes.Address, """{"street":"Main St 1","city":"Berlin","region":null,"postalCode":"10115","country":"DE"}""" },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void What_is_written_as_JSON_is_read_back_and_survives_storage(string type, string json)
    {
        var field = Make(type);
        var value = Type(type).Normalize(Type(type).FromJson(ParseJson(json), field), field);

        Assert.Equal(json, ToJson(type, value, field));
        Assert.Equal(json, ToJson(type, ThroughStorage(value, field), field));
        Assert.Equal("null", ToJson(type, Type(type).FromJson(ParseJson("null"), field), field));
    }

    [Theory]
    [MemberData(nameof(Written))]
    public void What_is_written_as_text_is_parsed_back(string type, string json)
    {
        var field = Make(type);
        var value = Type(type).FromJson(ParseJson(json), field);
        if (value is PostalAddress)
        {
            // One line is not taken apart again.
            return;
        }

        foreach (var format in new[] { _english, _russian })
        {
            var text = Type(type).Format(value, field, format);
            Assert.Equal(json, ToJson(type, Type(type).Parse(text, field, format), field));
            Assert.Null(Type(type).Parse("  ", field, format));
            Assert.Equal("", Type(type).Format(null, field, format));
        }
    }

    [Fact]
    public void Every_field_type_has_a_class_with_operators_and_a_schema()
    {
        var keys = typeof(FieldTypes).GetFields().Select(f => (string)f.GetRawConstantValue()!).Order(StringComparer.Ordinal);

        Assert.Equal(keys, BuiltInFieldTypes.Instance.All.Select(t => t.Key).Order(StringComparer.Ordinal));
        Assert.All(BuiltInFieldTypes.Instance.All, t =>
        {
            var field = Make(t.Key);
            Assert.NotEmpty(t.Operators);
            Assert.NotEmpty(t.Schema(field));
            Assert.Null(t.DuplicateText(null));
            Assert.Null(t.Normalize(null, field));
            Assert.All(field.Storage.Columns, c => Assert.Matches("^x(__[a-z]+)?$", c.Name));
        });
    }

    [Fact]
    public void Duplicate_text_looks_past_case_accents_and_spaces()
    {
        Assert.Equal(Type(FieldTypes.Text).DuplicateText("Müller  GmbH"), Type(FieldTypes.Text).DuplicateText("muller gmbh"));
        Assert.Equal("мои дом", Type(FieldTypes.Text).DuplicateText("Мой Дом"));
    }

    private static string ToJson(string type, object? value, ContentField field)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Type(type).ToJson(writer, value, field);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static object? ThroughStorage(object? value, ContentField field)
    {
        if (!field.IsMany)
        {
            return Once(value, field);
        }

        var elements = ((System.Collections.IEnumerable)value!).Cast<object?>().Select(e => Once(e, field)).ToList();
        return elements[0] is long ? elements.Cast<long>().ToList() : elements.Cast<string>().ToList();
    }

    private static object? Once(object? value, ContentField field)
    {
        var columns = new object?[field.Storage.Columns.Count];
        field.Storage.Write(value, columns);
        return field.Storage.Read(columns);
    }
}
