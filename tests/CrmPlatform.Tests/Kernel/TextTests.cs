using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using CrmPlatform.Errors;
using CrmPlatform.Kernel.Localization;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Localization;
using CrmPlatform.Tests.Kernel.Fakes;
using Xunit;

namespace CrmPlatform.Tests.Kernel;

public sealed partial class TextTests
{
    private static readonly CultureInfo _en = CultureInfo.GetCultureInfo("en");
    private static readonly CultureInfo _ru = CultureInfo.GetCultureInfo("ru-RU");
    private static readonly TextCatalog _texts = new(() => [typeof(TextCatalog).Assembly, typeof(CrmPlatform.Content.ContentErrors).Assembly, .. Repository.Modules]);

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    [Theory]
    [InlineData(1, "one")]
    [InlineData(2, "few")]
    [InlineData(4, "few")]
    [InlineData(5, "many")]
    [InlineData(11, "many")]
    [InlineData(12, "many")]
    [InlineData(14, "many")]
    [InlineData(21, "one")]
    [InlineData(22, "few")]
    [InlineData(111, "many")]
    [InlineData(0, "many")]
    [InlineData(-1, "one")]
    public void Russian_counts_have_three_forms(long count, string form) => Assert.Equal(form, Plurals.FormOf(_ru, count));

    [Theory]
    [InlineData(1, "one")]
    [InlineData(0, "other")]
    [InlineData(2, "other")]
    [InlineData(21, "other")]
    public void English_counts_have_two(long count, string form) => Assert.Equal(form, Plurals.FormOf(_en, count));

    [Fact]
    public void An_error_speaks_the_persons_language_and_English_where_that_is_missing()
    {
        var error = TenantErrors.NeededBy.With(("feature", "A"), ("needed", "B, C"));
        Assert.Equal("«A» нельзя выключить: она нужна для работы B, C. Сначала выключите то, чему она нужна.", _texts.Get(_ru, error));
        Assert.Equal(error.Message, _texts.Get(CultureInfo.GetCultureInfo("de"), error));
        Assert.Equal("no.such.key", _texts.Get(_ru, "no.such.key"));
    }

    [Fact]
    public void The_first_finding_of_a_refused_save_is_told_in_the_same_language()
    {
        var finding = PlatformErrors.Required.For("name", ("field", LocalizedText.Of("Name", "Название")));
        Assert.Equal("Ничего не сохранено: Поле «Название» обязательно.", _texts.Get(_ru, new ValidationError([finding])));
    }

    [Fact]
    public void Every_error_of_the_kernel_and_the_contracts_has_a_Russian_text_with_the_same_placeholders()
    {
        var codes = new[] { typeof(ErrorCode).Assembly, typeof(TextCatalog).Assembly }.SelectMany(Codes).ToList();
        Assert.True(codes.Count > 40);
        var known = _texts.KeysOf(CultureInfo.GetCultureInfo("ru")).ToHashSet();
        Assert.All(codes, c => Assert.Contains("error." + c.Id, known));
        Assert.All(codes, c => Assert.Equal(Names(c.Text), Names(_texts.Get(_ru, "error." + c.Id))));
        Assert.Equal(codes.Count, codes.Select(c => c.Id).Distinct().Count());
    }

    [Fact]
    public void What_is_said_in_English_is_said_in_Russian()
    {
        var russian = _texts.KeysOf(CultureInfo.GetCultureInfo("ru")).Select(Stem).ToHashSet();
        Assert.All(_texts.KeysOf(_en), key => Assert.Contains(Stem(key), russian));
        Assert.Equal(["en", "ru"], _texts.Cultures.Select(c => c.Name));
    }

    private static IEnumerable<ErrorCode> Codes(Assembly assembly) =>
        from type in assembly.GetTypes()
        from field in type.GetFields(BindingFlags.Public | BindingFlags.Static)
        where field.FieldType == typeof(ErrorCode)
        select (ErrorCode)field.GetValue(null)!;

    private static IEnumerable<string> Names(string text) => Placeholder().Matches(text).Select(m => m.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The key without its plural form: languages differ in how many they have.</summary>
    private static string Stem(string key) =>
        key.Split('.') is [.. var stem, "one" or "few" or "many" or "other"] ? string.Join('.', stem) : key;
}
