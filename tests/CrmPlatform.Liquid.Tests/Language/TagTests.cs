namespace CrmPlatform.Liquid.Tests.Language;

public sealed class TagTests
{
    [Theory]
    [InlineData("{%for i in a limit:4 offset:2 %}{{ i }}{%endfor%}", "3456")]
    [InlineData("{%for i in a reversed limit:2 offset:1 %}{{ i }}{%endfor%}", "32")]
    [InlineData("{%for i in a limit: 3 %}{{i}}{%endfor%}-{%for i in a offset:continue limit: 3 %}{{i}}{%endfor%}-{%for i in a offset:continue limit:1000 %}{{i}}{%endfor%}", "123-456-7890")]
    [InlineData("{% for i in a %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}|{{ i }}", "12|")]
    [InlineData("{% for i in a limit: 4 %}{% if i == 2 %}{% continue %}{% endif %}{{ i }}{% endfor %}", "134")]
    [InlineData("{% for i in (1..2) %}{% capture x %}{{ i }}{% break %}{% endcapture %}{% endfor %}[{{ x }}]", "[1]")]
    [InlineData("{% for i in nothing %}x{% else %}-{% endfor %}{% for i in '' %}x{% else %}-{% endfor %}{% for i in 5 %}x{% else %}-{% endfor %}", "---")]
    [InlineData("{% for i in (3..1) %}x{% else %}none{% endfor %}", "none")]
    [InlineData("{% for i in a limit: nil offset: nil %}{{ i }}{% endfor %}", "1234567890")]
    [InlineData("{% for i in a limit: -1 %}{{ i }}{% else %}none{% endfor %}{% for i in a offset: -3 limit: 5 %}{{ i }}{% endfor %}", "none12")]
    [InlineData("{% break %}hidden", "")]
    [InlineData("{% for char in s %}{{ forloop.name }}-{{ forloop.length }}-{{ char }}{% endfor %}", "char-s-1-test string")]
    [InlineData("{% for p in h %}{{ p[0] }}={{ p[1] }};{% endfor %}", "x=1;y=2;")]
    [InlineData("{% tablerow i in a cols:3 limit:4 %}{{ i }}{% endtablerow %}", "<tr class=\"row1\">\n<td class=\"col1\">1</td><td class=\"col2\">2</td><td class=\"col3\">3</td></tr>\n<tr class=\"row2\"><td class=\"col1\">4</td></tr>\n")]
    [InlineData("{% tablerow i in nothing %}{{ i }}{% endtablerow %}", "")]
    [InlineData("{% tablerow i in e %}{{ i }}{% endtablerow %}", "<tr class=\"row1\">\n</tr>\n")]
    [InlineData("{% tablerow i in (1..2) cols:nil %}{{ tablerowloop.col_last }}{% endtablerow %}", "<tr class=\"row1\">\n<td class=\"col1\">false</td><td class=\"col2\">false</td></tr>\n")]
    [InlineData("{% tablerow i in (1..2) limit:nil %}{{ i }}{% endtablerow %}", "<tr class=\"row1\">\n</tr>\n")]
    [InlineData("{% for c in s limit: 0 %}[{{ c }}]{% endfor %}{% for c in s offset: 9 %}[{{ c }}]{% endfor %}", "[test string][test string]")]
    [InlineData("{% tablerow c in s limit: 0 offset: 9 %}{{ c }}{% endtablerow %}", "<tr class=\"row1\">\n<td class=\"col1\">test string</td></tr>\n")]
    [InlineData("{% tablerow i in nothing limit: true %}{{ i }}{% endtablerow %}", "")]
    [InlineData("{% if empty == empty or blank == blank or empty == blank %}same{% else %}tests{% endif %}", "tests")]
    [InlineData("{{ a['size'] }}{{ h['first'] }}{{ s['size'] }}{{ h['x'] }}", "1")]
    [InlineData("{{ port.size }}{{ a[0].size }}{{ port['size'] }}", "88")]
    [InlineData("{{ (1.9..3.9) | join }} {% for i in (port..'12x') %}{{ i }},{% endfor %}", "1 2 3 10,11,12,")]
    [InlineData("{% increment n %}{% increment n %}{% decrement n %}{{ n }}", "0111")]
    [InlineData("{{ port }},{% decrement port %},{{ port }},{% increment one %},{{ one }}", "10,-1,-1,0,1")]
    [InlineData("{% capture 'q' %}x{% endcapture %}{{ q }}", "x")]
    [InlineData("{% cycle 'a', 'b' %}{% cycle \"a\",\"b\" %}{% cycle 1, 2 %}{% cycle '1', '2' %}", "ab11")]
    [InlineData("{% assign none = empty %}{{ none.size }}{% if e == none %}no{% elsif none == '' %}text{% endif %}{{ nil | default: blank }}", "0text")]
    [InlineData("{% if (1..0) == empty or (1..0) == blank or a == (1..9) %}no{% elsif (1..3) == (1..3) %}same{% endif %}", "same")]
    [InlineData("{{ a[1.0] }}{{ a[1] }}", "2")]
    [InlineData("{{ self.port }}{{ self['s'] }}{{ self[k] }}{% assign me = self %}{% for i in (1..2) %}{{ me.i }}{% endfor %}{% if me == self %}self{% endif %}{{ self.gone }}{% assign self = 3 %}{{ self }}", "10test string112self3")]
    [InlineData("{% for i in (1..2) %}{% break x %}{% endfor %}{% for i in (1..2) %}{% continue x %}{% endfor %}", "")]
    [InlineData("{% if true %} {% doc %}x{% enddoc %}{% endif %}|{% if true %} {% doc %} {% enddoc %}{% endif %}|{% for i in (1..2) %} {% break %}{% endfor %}|{% case 1 %}x{% else %} {% endcase %}|{% case 1 %} {% else %} {% endcase %}", " || | |")]
    [InlineData("{% if true %} {% tablerow i in (1..1) %} {% endtablerow %}{% endif %}", "<tr class=\"row1\">\n<td class=\"col1\"> </td></tr>\n")]
    [InlineData("{% cycle 'a', 'b' %}{% cycle 'a', 'b' %}{% cycle 'a', 'b' %}{% cycle 'g': 1, 2 %}{% cycle 'g': 1, 2 %}", "aba12")]
    [InlineData("{% case 5 %}{% when 1, 5 or 6 %}hit{% else %}miss{% endcase %}", "hit")]
    [InlineData("{% case s %}ignored{% when 'test string' %}hit{% endcase %}", "hit")]
    [InlineData("{% case e %}{% when empty %}empty{% endcase %}{% case '' %}{% when blank %}blank{% endcase %}", "emptyblank")]
    [InlineData("{% unless false %}a{% elsif true %}b{% endunless %}{% unless true %}a{% elsif true %}b{% else %}c{% endunless %}", "ab")]
    [InlineData("{% if true or false and false %}yes{% endif %}{% if false and false or true %}no{% endif %}", "yes")]
    [InlineData("{% if 'abc' contains 'b' and a contains 3 and h contains 'x' %}yes{% endif %}", "yes")]
    [InlineData("{% if nil < 1 or nil > 1 or true > 1 or a > 1 or 1 < nil %}no{% else %}none{% endif %}", "none")]
    [InlineData("{% liquid\n assign x = 1\n if x == 1\n echo 'one'\n endif\n for i in (1..2)\n echo i\n endfor %}", "one12")]
    [InlineData("{%- comment -%} {% if %} {% raw %}{% endcomment %}{% endraw %} {%- endcomment -%} x", "x")]
    [InlineData("a {%- raw -%} {{ b }} {%- endraw -%} c", "a {{ b }} c")]
    [InlineData("{{- 'a' -}} b {{ 'c' -}}   {{- 'd' }}", "ab cd")]
    [InlineData("{%- assign c = 1 -%}{%- for i in (1..3) -%}{%- cycle c, '2' -%}{%- cycle c, '2' -%}{%- endfor -%}", "112211")]
    [InlineData("{% cycle '1', '2', %}{% cycle '1', '2', %}{% cycle '1', %}", "121")]
    [InlineData("{%for i in a limit:3 %}{{i}}{%endfor%}-{%for i in a offset:continue limit:3 offset:1000 %}{{i}}{%endfor%}", "123-")]
    [InlineData("{% raw %} Foobar {% invalid {% {% endraw {% endraw %}", " Foobar {% invalid {% {% endraw ")]
    [InlineData("{% raw %} test {% raw %} {% {% endraw %}endraw %}", " test {% raw %} {% endraw %}")]
    [InlineData("> {%- raw -%} inner {%- endraw %} <", "> inner  <")]
    [InlineData("{% comment %}{% raw %} {{%%%%}}  }} { {% endcomment %} {% comment {% endraw %} {% endcomment %}", "")]
    [InlineData("{{ (1..3) }} {{ (1..3) | append: '!' }}", "1..3 1..3!")]
    [InlineData("0{%\nfor i in (1..3)\n%} {{\ni\n}}{%\nendfor\n%}", "0 1 2 3")]
    [InlineData("{{-}}{{- -}}{%- # x -%}{{}}", "")]
    [InlineData(" div { font-weight: bold; } ", " div { font-weight: bold; } ")]
    [InlineData("{ {{ 'x' }} } {", "{ x } {")]
    [InlineData("{{ blank.x }}{{ blank['x'] }}{{ h.x }}{{ h['x'] }}{{ [k] }}{{ a[-1] }}{{ a[99] }}{{ a.first }}{{ a.last }}{{ a.size }}{{ s.size }}{{ s[0] }}", "rr1110101011")]
    public void Tags(string source, string expected)
    {
        const string Data = """{"a":[1,2,3,4,5,6,7,8,9,0],"s":"test string","h":{"x":1,"y":2},"e":[],"port":10,"k":"one","one":1,"blank":{"x":"r"}}""";
        Assert.Equal(expected, Templates.Text(source, Data));
    }

    [Theory]
    [InlineData("{% if %}{% endif %}", 1, 6)]
    [InlineData("a\nb {{ x | upcase: }", 2, 3)]
    [InlineData("x\n  {% for i in a %}", 2, 3)]
    [InlineData("{{ a. }}", 1, 6)]
    [InlineData("{% assign x 1 %}", 1, 1)]
    [InlineData("{% endif %}", 1, 1)]
    [InlineData("{% if a %}{% endfor %}", 1, 11)]
    [InlineData("{% render name %}", 1, 1)]
    [InlineData("{% render 'name',, x: 1 %}", 1, 18)]
    [InlineData("{% for i in a limit: 2 reversed %}{% endfor %}", 1, 1)]
    [InlineData("{% for i in a reversed reversed %}{% endfor %}", 1, 1)]
    [InlineData("{% case a %}{% else x %}{% endcase %}", 1, 13)]
    [InlineData("{% increment %}", 1, 1)]
    [InlineData("{{ 'abc }}", 1, 4)]
    [InlineData("{% for a/b in x %}{% endfor %}", 1, 1)]
    [InlineData("{{|test}}", 1, 3)]
    [InlineData("{{test |a|b|}}", 1, 9)]
    [InlineData("{% if true && false %}{% endif %}", 1, 12)]
    [InlineData("text {{method} oh nos!", 1, 6)]
    [InlineData("TEST {% ", 1, 6)]
    public void Syntax_errors_say_where(string source, int line, int column)
    {
        var error = Templates.Refused(source);
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("\n {% fro i in a %}{% endfro %}", LiquidErrorCode.UnknownTag, "for", 2, 2)]
    [InlineData("{{ a | upcas }}", LiquidErrorCode.UnknownFilter, "upcase", 1, 8)]
    [InlineData("{{ a | downcase | trucnate: 3 }}", LiquidErrorCode.UnknownFilter, "truncate", 1, 19)]
    [InlineData("{{ a | zzzzzz }}", LiquidErrorCode.UnknownFilter, null, 1, 8)]
    public void Unknown_names_are_errors_that_name_the_nearest_known_one(string source, LiquidErrorCode code, string? suggestion, int line, int column)
    {
        var error = Templates.Refused(source);
        Assert.Equal((code, suggestion, line, column), (error.Code, error.Suggestion, error.Line, error.Column));
    }

    [Fact]
    public void Unknown_variables_are_errors_when_asked_for()
    {
        var strict = new LiquidOptions { EncodeHtml = false, StrictVariables = true };
        Assert.Equal("undefined variable nope", Templates.Run("{{ nope }}", options: strict).Error?.Message);
        Assert.Equal("undefined variable y", Templates.Run("{{ a.y }}", """{"a":{"x":1}}""", strict).Error?.Message);
        Assert.Equal("1", Templates.Text("{{ a.x }}{{ a.z }}{% assign b = a %}{% if b.z %}{% endif %}", """{"a":{"x":1,"z":null}}""", strict));
    }
}
