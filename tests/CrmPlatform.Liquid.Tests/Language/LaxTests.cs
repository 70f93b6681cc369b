namespace CrmPlatform.Liquid.Tests.Language;

/// <summary>Shopify's lax mode: odd syntax is read as far as it goes, errors are written where they happen.</summary>
public sealed class LaxTests
{
    [Theory]
    [InlineData("a{{ 1 | divided_by: 0 }}b{{ 'x' | slice: 'y' }}c", "aLiquid error: divided by 0bLiquid error: invalid integerc")]
    [InlineData("{% if 1 < 'x' %}a{% else %}b{% endif %}c", "Liquid error: comparison of Integer with String failedc")]
    [InlineData(" {% if 1 =! 2 %}ok{% endif %} ", " Liquid error: Unknown operator =! ")]
    [InlineData("{% assign x = 0 %}{% if 1 < '2' %}not blank{% assign x = 3 %}{% endif %}{{ x }}", "Liquid error: comparison of Integer with String failed0")]
    [InlineData("{% assign x = 0 %}{% if 1 < '2' %}{% assign x = 3 %}{% endif %}{{ x }}", "0")]
    [InlineData("{% if true && false %}YES{% endif %}{% if false || true %}NO{% endif %}", "YES")]
    [InlineData("{% if x == 'foo' or (b == 'bar' and c == 'baz') or false %}YES{% endif %}", "YES")]
    [InlineData("{{ b | nosuchfilter }}{{ b | upcase | nosuch: 1, 2 | append: '!' }}", "barBAR!")]
    [InlineData("{{ 'hello' | upcase: 1 }}", "Liquid error: wrong number of arguments (given 2, expected 1)")]
    [InlineData("{{ \"X\" || downcase }}", "x")]
    [InlineData("{{ b c | upcase }}", "BAR")]
    [InlineData("{{ b |a|b|}}", "bar")]
    [InlineData("{% for i in (1..3) limit: 'x' %}{{ i }}{% endfor %}after", "Liquid error: invalid integerafter")]
    [InlineData("{% for i in list reversed x %}{{ i }}{% endfor %}", "21")]
    [InlineData("{% for i in (1..2) %}{{ i | divided_by: 0 }},{% endfor %}", "Liquid error: divided by 0,Liquid error: divided by 0,")]
    [InlineData("{% capture x %}{{ 1 | modulo: 0 }}{% endcapture %}[{{ x }}]", "[Liquid error: divided by 0]")]
    [InlineData("{{ - 'theme.css' - }}|{{ --1 }}|{{ !b }}|{{ ! b }}|{{ ('X' | downcase) }}|{% assign x = ('X' | upcase) %}{{ x }}", "||bar|||")]
    [InlineData("{{['b'}}|{{[['b']}}|{{ list[ }}|{{ list[0 }}|{{ list. }}|{{ list.first. | plus: 1 }}", "bar|bar|12|1|12|2")]
    [InlineData("{% capture x y %}z{% endcapture %}{{ x }}{% for i in (1...3) %}{{ i }}{% endfor %}{% comment %}{% endcomment x y %}{% if true %}{% endif z %}", "z123")]
    [InlineData("{% assign 1st = 'x' %}{{ 1st }}{{ 'a b' | split$$$:' ' | first }}{{ 'a' | append: 'b' 'c' }}{{ 'X' | downcase) }}", "xaabx")]
    [InlineData("{{ 'hi there' | split:\"t\"\" | reverse | first}}|{{ 'hi there' | split:\"t\"\" | remove:\"i\" | first}}", "here|hi ")]
    [InlineData("{% include 12 %}{% include nil %}", "Liquid error: Argument error in tag 'include' - Illegal template nameLiquid error: Argument error in tag 'include' - Illegal template name")]
    [InlineData("{% include 'gone' %}!", "Liquid error: Could not find asset gone!")]
    [InlineData("{{ a | sort }}", "Liquid error: cannot sort values of incompatible types")]
    [InlineData("{% increment %}{% increment %}", "01")]
    [InlineData("{% tablerow i in (0..f) %} {% endtablerow %}{% ifchanged %} {{ 1 | modulo: 0 }}{% endifchanged %}", " Liquid error: divided by 0")]
    [InlineData("{% for i in list limit: 1 reversed %}{{ i }}{% endfor %}{% case 1 %}{% else x %}e{% endcase %}{% render 'gone',, x: 1 %}", "1eLiquid error: Could not find asset gone")]
    public void Errors_are_shown_in_place(string source, string expected) =>
        Assert.Equal(expected, Templates.Text(source, """{"b":"bar","c":"baz","list":[1,2],"a":["x",1],"f":2.5}""", Templates.Lax));

    [Fact]
    public void Errors_are_listed_as_well_with_their_lines()
    {
        var result = Templates.Run("\n{{ 1 | divided_by: 0 }}\n {{ 'a' | truncate: 'b' }}", options: Templates.Lax);
        Assert.False(result.Succeeded);
        Assert.Null(result.Error);
        Assert.Equal([(2, 1), (3, 2)], result.Errors.Select(error => (error.Line, error.Column)));
    }

    [Fact]
    public void Errors_are_written_with_their_line_and_partial_when_asked_for()
    {
        var options = new LiquidOptions { Mode = LiquidMode.Lax, ShowErrorLines = true };
        var partials = new Dictionary<string, string>(StringComparer.Ordinal) { ["p"] = "\n\n{{ 1 | modulo: 0 }}" };
        var result = Templates.Run("\n{{ 1 | divided_by: 0 }} {% render 'p' %}", options: options, partials: partials);
        Assert.Equal("\nLiquid error (line 2): divided by 0 \n\nLiquid error (p line 3): divided by 0", result.Text);
    }

    [Fact]
    public void A_spent_budget_ends_a_lax_render_too()
    {
        var options = new LiquidOptions { Mode = LiquidMode.Lax, Limits = new LiquidLimits { MaxSteps = 100 } };
        var result = Templates.Run("{% for i in (1..1000) %}{{ i }}{% endfor %}end", options: options);
        Assert.Equal(LiquidErrorCode.StepBudget, result.Error?.Code);
        Assert.StartsWith("123", result.Text, StringComparison.Ordinal);
    }
}
