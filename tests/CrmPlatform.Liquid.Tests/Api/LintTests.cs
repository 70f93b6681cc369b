namespace CrmPlatform.Liquid.Tests.Api;

public sealed class LintTests
{
    private static readonly LiquidShape _shape = new LiquidShape()
        .With("deal", LiquidType.Object(new LiquidShape()
            .With("name", LiquidType.Text)
            .With("amount", LiquidType.Number)
            .With("lines", LiquidType.ListOf(LiquidType.Object(new LiquidShape().With("price", LiquidType.Number))))))
        .With("key", LiquidType.Text);

    [Fact]
    public void The_linter_lists_what_a_template_uses()
    {
        var lint = LiquidTemplate.Parse("""
            {% assign total = deal.amount | times: 2 | round %}{{ total }}
            {% for line in deal.lines limit: most %}{{ line.price }}{{ forloop.index }}{{ deal[key].x }}{% endfor %}
            {% render 'footer', owner: user.name %}{% include key %}{% capture c %}{{ [dyn] }}{% endcapture %}
            """).Lint();
        string[] expected = ["deal.amount", "deal.lines", "most", "key", "deal[].x", "user.name", "key", "dyn", "[]"];
        Assert.Equal(expected, lint.Variables.Select(use => use.Name).ToArray());
        Assert.Equal(["total", "c"], lint.Locals);
        Assert.Equal([("times", 1, 33), ("round", 1, 44)], lint.Filters.Select(use => (use.Name, use.Line, use.Column)));
        Assert.Equal([("footer", 3), ("key", 3)], lint.Partials.Select(use => (use.Name, use.Line)));
        Assert.Empty(lint.Problems);
    }

    [Theory]
    [InlineData("{{ deal.name }}{{ deal.amount | round }}{{ deal.lines.first.price }}{{ deal.lines[0].price }}{{ deal.name.size }}", null, 0)]
    [InlineData("{{ deel.name }}", "deal", 4)]
    [InlineData("{{ self.deal.name }}{{ self['key'] }}{{ self[key] }}{{ self }}", null, 0)]
    [InlineData("{{ self.deal.nam }}", "name", 4)]
    [InlineData("{{ self.deel }}", "deal", 4)]
    [InlineData("{{ deal.nam }}", "name", 4)]
    [InlineData("{% for l in deal.lines %}{{ l.prise }}{% endfor %}", "price", 29)]
    [InlineData("{% for l in deal.lines %}{{ forloop.indx }}{% endfor %}", "index", 29)]
    [InlineData("{% assign d = deal %}{{ d.amont }}", "amount", 25)]
    [InlineData("{% if deal.name == kee %}{% endif %}", "key", 20)]
    [InlineData("{% assign x = 1 %}{% if true %}{% assign x = 'a' %}{% endif %}{{ x.size }}{% include 'a' %}{{ set_there }}", null, 0)]
    [InlineData("{{ deal.name.foo }}", null, 4)]
    public void The_linter_checks_names_against_a_shape(string source, string? suggestion, int column)
    {
        var problems = LiquidTemplate.Parse(source).Lint(_shape).Problems;
        Assert.Equal(column == 0 ? 0 : 1, problems.Count);
        Assert.Equal((suggestion, column), problems.Count == 0 ? (null, 0) : (problems[0].Suggestion, problems[0].Column));
    }
}
