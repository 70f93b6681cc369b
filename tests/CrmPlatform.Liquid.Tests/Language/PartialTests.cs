namespace CrmPlatform.Liquid.Tests.Language;

public sealed class PartialTests
{
    private static readonly Dictionary<string, string> _partials = new(StringComparer.Ordinal)
    {
        ["see"] = "[{{ x }}{{ y }}]",
        ["set"] = "{% assign x = 'set' %}{% increment n %}",
        ["product"] = "P:{{ product.t }}{{ forloop.index }};",
        ["snip/line"] = "<{{ line }}>",
        ["stop"] = "a{% break %}b",
        ["pair"] = "{{ pair[0] }}={{ pair[1] }}{{ forloop.length }};",
        ["whose"] = "{% assign x = 2 %}{{ outer.x }}|{{ self.x }}",
        ["twice"] = "{% include 'see' %}",
        ["outer"] = "{% render 'see', x: x %}",
        ["loop"] = "-{% include 'loop' %}",
        ["again"] = "-{% render 'again' %}",
        ["wrong"] = "one\n{{ 1",
        ["fails"] = "one\n {{ 1 | divided_by: 0 }}",
    };

    [Theory]
    [InlineData("{% assign x = 1 %}{% include 'see' %}{% render 'see' %}{% render 'see', x: 2, y: 3 %}", "[1][][23]")]
    [InlineData("{% include 'set' %}{{ x }}{% include 'set' %}{{ n }}", "0set12")]
    [InlineData("{% render 'set' %}[{{ x }}]{% render 'set' %}", "0[]0")]
    [InlineData("{% include 'see', x: 7 %}{{ x }}", "[7]")]
    [InlineData("{% render 'product' for ps %}{% include 'product' for ps %}", "P:a1;P:b2;P:a;P:b;")]
    [InlineData("{% render 'product' with ps[1] %}{% render 'product' with ps[0] as product %}", "P:b;P:a;")]
    [InlineData("{% render 'pair' for ps[0] %}{% include 'pair' for ps[0] %}", "t=a1;=;")]
    [InlineData("{% include 'see' for (1..3) as x %}{% render 'see' for (1..3) as x %}", "[1..3][1][2][3]")]
    [InlineData("{% render 'see' with false as x %}{% assign no = false %}{% render 'see' with no as x %}{% include 'see' with false as x %}", "[][false][]")]
    [InlineData("{% assign x = 1 %}{% assign me = self %}{% render 'whose', outer: me %}{{ self.x }}", "1|21")]
    [InlineData("{% assign me = self %}{% for y in (5..6) %}{% render 'whose', outer: me %}{% endfor %}", "|2|2")]
    [InlineData("{% assign product = ps[0] %}{% include 'product' %}{% render 'product' %}", "P:a;P:;")]
    [InlineData("{% include 'snip/line' with 5 %}{% render 'snip/line', line: 6 %}", "<5><6>")]
    [InlineData("{% for i in (1..3) %}{{ i }}{% include 'stop' %}{{ i }}{% endfor %}", "1a")]
    [InlineData("{% for i in (1..2) %}{{ i }}{% render 'stop' %}{{ i }}{% endfor %}", "1a12a2")]
    [InlineData("{% render 'outer', x: 1, y: 2 %}", "[1]")]
    [InlineData("{% assign name = 'see' %}{% include name, y: 9 %}", "[9]")]
    [InlineData("{% render 'product' for none %}{% render 'see' for empty_list %}", "P:;")]
    [InlineData("{% render 'see' with gone as x, x: 4 %}{% render 'see' for gone as x, x: 5 %}", "[4][5]")]
    [InlineData("{% include 'see' with x: 1, y: 2 %}{% render 'see' for x: 3 y: 4 %}", "[12][34]")]
    public void Include_shares_variables_and_render_does_not(string source, string expected)
    {
        const string Data = """{"ps":[{"t":"a"},{"t":"b"}],"empty_list":[],"hidden":1}""";
        Assert.Equal(expected, Templates.WithPartials(source, _partials, Data));
    }

    [Theory]
    [InlineData("{% include 'nowhere' %}", LiquidErrorCode.PartialNotFound, null, 1)]
    [InlineData("{% include 5 %}", LiquidErrorCode.Argument, null, 1)]
    [InlineData("{% include 'loop' %}", LiquidErrorCode.DepthBudget, "loop", 1)]
    [InlineData("{% render 'again' %}", LiquidErrorCode.DepthBudget, "again", 1)]
    [InlineData("{% render 'twice' %}", LiquidErrorCode.PartialNotAllowed, "twice", 1)]
    [InlineData("{% render 'wrong' %}", LiquidErrorCode.Syntax, "wrong", 2)]
    [InlineData("\n{% render 'fails' %}", LiquidErrorCode.ZeroDivision, "fails", 2)]
    public void Errors_in_partials_name_the_partial_and_the_line(string source, LiquidErrorCode code, string? partial, int line)
    {
        var error = Templates.Run(source, partials: _partials).Error;
        Assert.Equal((code, partial, line), (error?.Code, error?.Template, error?.Line ?? 0));
    }

    [Fact]
    public void Globals_are_seen_by_every_partial_and_data_only_by_the_template_and_its_includes()
    {
        var context = new LiquidContext
        {
            Data = new LiquidMembers { ["x"] = LiquidValue.From("data") },
            Globals = new LiquidMembers { ["y"] = LiquidValue.From("global") },
            Partials = new DictionaryTemplateSource(_partials),
        };
        var template = LiquidTemplate.Parse("{% include 'see' %}{% render 'see' %}", Templates.Plain);
        Assert.Equal("[dataglobal][global]", template.Render(context, TestContext.Current.CancellationToken).Text);
    }
}
