namespace CrmPlatform.Liquid.Tests.Language;

public sealed class NumberTests
{
    [Theory]
    [InlineData("{{ 0.1 | plus: 0.2 }}", "0.3")]
    [InlineData("{{ 772.065 | round: 2 }}", "772.07")]
    [InlineData("{{ 772.064999 | round: 2 }}", "772.06")]
    [InlineData("{{ -772.065 | round: 2 }}", "-772.07")]
    [InlineData("{{ 2.5 | round }}", "3")]
    [InlineData("{{ -2.5 | round }}", "-3")]
    [InlineData("{{ 1234 | round: -2 }}", "1200")]
    [InlineData("{{ 1250 | round: -2 }}", "1300")]
    [InlineData("{{ 1.50 | times: 1 }}", "1.5")]
    [InlineData("{{ 5.0 | times: 2.1 }}", "10.5")]
    [InlineData("{{ 20 | divided_by: 7.0 }}", "2.857142857142857")]
    [InlineData("{{ 1 | divided_by: 3.0 }}", "0.3333333333333333")]
    [InlineData("{{ 2 | divided_by: 3.0 }}", "0.6666666666666667")]
    [InlineData("{{ 2000 | divided_by: 3.0 }}", "666.6666666666667")]
    [InlineData("{{ 1 | divided_by: 3000.0 }}", "0.0003333333333333333")]
    [InlineData("{{ 1 | divided_by: 8.0 }}", "0.125")]
    [InlineData("{{ 10 | divided_by: 4 }}", "2")]
    [InlineData("{{ -9 | divided_by: 2 }}", "-5")]
    [InlineData("{{ -10 | modulo: 3 }}", "2")]
    [InlineData("{{ 10 | modulo: -3 }}", "-2")]
    [InlineData("{{ '12 apples' | plus: 1 }}", "13")]
    [InlineData("{{ '1e3' | plus: 1 }}", "2")]
    [InlineData("{{ ' 7.5 ' | plus: 1 }}", "8.5")]
    [InlineData("{{ '3.' | plus: 1 }}", "4")]
    [InlineData("{{ 4.56789 | floor }} {{ 4.1 | ceil }} {{ -4.1 | floor }}", "4 5 -5")]
    [InlineData("{{ 79228162514264337593543950335 }}", "79228162514264337593543950335")]
    [InlineData("{{ '2.1' | times:3 | replace: '.','-' | plus:0}}", "6")]
    [InlineData("{{ 0.0725 | times:100 }}", "7.25")]
    [InlineData("{{ 2.0 | divided_by:4 }}", "0.5")]
    public void Numbers_are_exact_decimals(string source, string expected) => Assert.Equal(expected, Templates.Text(source));

    [Theory]
    [InlineData("1000.00", "1000", "333.3333333333333")]
    [InlineData("1001", "1001", "333.6666666666667")]
    [InlineData("1.50", "1.5", "0.5")]
    public void Money_of_the_host_is_written_without_trailing_zeros_and_divided_with_its_fraction(string amount, string shown, string third)
    {
        var data = new Dictionary<string, object?>(StringComparer.Ordinal) { ["amount"] = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture) };
        var template = LiquidTemplate.Parse("{{ amount }}|{{ amount | divided_by: 3 }}", Templates.Plain);
        Assert.Equal($"{shown}|{third}", template.Render(data, TestContext.Current.CancellationToken).Text);
    }

    [Theory]
    [InlineData("{{ a | times: 1.2 }}", "1200")]
    [InlineData("{{ a | plus: 0.50 }} {{ a | minus: 0.5 | plus: 0.5 }}", "1000.5 1000")]
    [InlineData("{{ a | divided_by: 8.0 }} {{ a | round: 2 }} {{ a | modulo: 3 }}", "125 1000 1")]
    public void What_is_computed_from_money_is_money(string source, string expected)
    {
        var data = new Dictionary<string, object?>(StringComparer.Ordinal) { ["a"] = 1000.00m };
        Assert.Equal(expected, LiquidTemplate.Parse(source, Templates.Plain).Render(data, TestContext.Current.CancellationToken).Text);
    }

    [Theory]
    [InlineData("{{ 79228162514264337593543950335 | plus: 1 }}")]
    [InlineData("{{ 79228162514264337593543950335 | times: 2.5 }}")]
    [InlineData("{{ '99999999999999999999999999999999999' | plus: 1 }}")]
    [InlineData("{{ 79228162514264337593543950335 | divided_by: 0.1 }}")]
    [InlineData("{{ 79228162514264337593543950335 | round: -28 | plus: 1 | times: 10 }}")]
    public void A_number_out_of_range_is_an_error_of_the_template(string source) =>
        Assert.Equal(LiquidErrorCode.Range, Templates.Run(source).Error?.Code);

    [Fact]
    public void A_literal_out_of_range_is_refused() =>
        Assert.Equal(LiquidErrorCode.Range, Templates.Refused("{{ 99999999999999999999999999999999999 }}").Code);

    [Theory]
    [InlineData("0.1", "0.1")]
    [InlineData("5", "5")]
    [InlineData("5.0", "5.0")]
    [InlineData("1e3", "1000.0")]
    [InlineData("-0.125", "-0.125")]
    public void Numbers_in_json_keep_their_digits(string json, string shown) => Assert.Equal(shown, Templates.Text("{{ a }}", $"{{\"a\":{json}}}"));
}
