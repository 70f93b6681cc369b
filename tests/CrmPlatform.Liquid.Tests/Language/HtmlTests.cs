namespace CrmPlatform.Liquid.Tests.Language;

public sealed class HtmlTests
{
    [Theory]
    [InlineData("{{ x }}", "&lt;b&gt;&amp;&quot;&#39;")]
    [InlineData("<p>{{ x | escape }}</p>", "<p>&lt;b&gt;&amp;&quot;&#39;</p>")]
    [InlineData("{{ '<i>' }}", "&lt;i&gt;")]
    [InlineData("{% capture c %}<p>{{ x }}</p>{% endcapture %}{{ c }}", "<p>&lt;b&gt;&amp;&quot;&#39;</p>")]
    [InlineData("{% capture c %}<p>{% endcapture %}{{ c | append: x }}", "<p>&lt;b&gt;&amp;&quot;&#39;")]
    [InlineData("{% capture c %}<p>{% endcapture %}{{ x | append: c | prepend: '<' }}", "&lt;&lt;b&gt;&amp;&quot;&#39;<p>")]
    [InlineData("{% capture c %}<p>{% endcapture %}{{ c | upcase }}", "&lt;P&gt;")]
    [InlineData("{% capture c %} <p> {% endcapture %}{{ c | strip }}", "<p>")]
    [InlineData("{{ safe }}{{ list }}{{ list | join: '<' }}", "<em>ok</em><em>ok</em>&lt;b&gt;&lt;em&gt;ok&lt;/em&gt;&lt;&lt;b&gt;")]
    [InlineData("{{ lines | newline_to_br }}", "&lt;a&gt;<br />\nb")]
    [InlineData("{{ '&lt;<' | escape_once }}", "&lt;&lt;")]
    [InlineData("{% cycle x, 'b' %}{% echo x %}", "&lt;b&gt;&amp;&quot;&#39;&lt;b&gt;&amp;&quot;&#39;")]
    [InlineData("{% tablerow i in tags %}{{ i }}{% endtablerow %}", "<tr class=\"row1\">\n<td class=\"col1\">&lt;x&gt;</td></tr>\n")]
    [InlineData("{{ obj }}", "{&quot;k&quot;=&gt;&quot;&lt;&quot;}")]
    [InlineData("{{ 1 }}{{ true }}{{ 1.5 }}", "1true1.5")]
    public void Output_is_encoded_unless_it_is_safe(string source, string expected)
    {
        var data = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["x"] = "<b>&\"'",
            ["safe"] = LiquidValue.Safe("<em>ok</em>"),
            ["list"] = new object?[] { LiquidValue.Safe("<em>ok</em>"), "<b>" },
            ["lines"] = "<a>\nb",
            ["tags"] = new[] { "<x>" },
            ["obj"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["k"] = "<" },
        };
        Assert.Equal(expected, LiquidTemplate.Parse(source).Render(data, TestContext.Current.CancellationToken).Text);
    }

    [Fact]
    public void The_caller_may_ask_for_plain_output()
    {
        var template = LiquidTemplate.Parse("{{ '<b>' }}{{ '<b>' | escape }}");
        var result = template.Render(new LiquidContext { EncodeHtml = false }, TestContext.Current.CancellationToken);
        Assert.Equal("<b>&lt;b&gt;", result.Text);
    }

    [Fact]
    public void An_error_written_in_lax_mode_is_encoded()
    {
        var options = new LiquidOptions { Mode = LiquidMode.Lax };
        Assert.Equal("Liquid error: Could not find asset &lt;script&gt;", Templates.Text("{% include '<script>' %}", options: options));
    }
}
