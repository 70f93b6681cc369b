namespace CrmPlatform.Liquid.Tests.Expressions;

public sealed class ExpressionTests
{
    private static readonly LiquidShape _shape = MakeShape();
    private static readonly string[] _tags = ["a", "b", "c"];

    [Theory]
    [InlineData("price * quantity - fee", "27.4")]
    [InlineData("deal.amount * 0.02 if deal.paid else 0", "25.01")]
    [InlineData("deal.amount * 0.02 if not deal.paid else 0", "0")]
    [InlineData("1 + 2 * 3 - 4 / 2", "5")]
    [InlineData("(1 + 2) * (3 - 4)", "-3")]
    [InlineData("-price + --2", "-7.5")]
    [InlineData("10 - 3 - 2", "5")]
    [InlineData("2 / 3", "0.6666666666666667")]
    [InlineData("9 / 2", "4.5")]
    [InlineData("1 / 0", "")]
    [InlineData("missing * 2", "")]
    [InlineData("0.1 + 0.2 == 0.3", "true")]
    [InlineData("true or false and false", "true")]
    [InlineData("not true or true", "true")]
    [InlineData("not (true or true)", "false")]
    [InlineData("not not deal.paid", "true")]
    [InlineData("1 if false", "")]
    [InlineData("'a' if price > 100 else 'b' if price > 5 else 'c'", "b")]
    [InlineData("price-fee", "8.4")]
    [InlineData("price | times: 1.2 | round: 1", "11.4")]
    [InlineData("price * 1.255 | round: 2", "11.92")]
    [InlineData("(price | round) * 2", "20")]
    [InlineData("name | append: '!' | upcase", "ANNA!")]
    [InlineData("name | default: 'x', allow_false: true", "Anna")]
    [InlineData("tags contains 'b' and name contains 'nn'", "true")]
    [InlineData("tags[1]", "b")]
    [InlineData("tags[-1]", "c")]
    [InlineData("tags[quantity - 1]", "c")]
    [InlineData("tags.size + name.size", "7")]
    [InlineData("(1..quantity) | sum", "6")]
    [InlineData("['deal'].amount", "1250.5")]
    [InlineData("deal['amount']", "1250.5")]
    [InlineData("missing == nil and '' == blank and tags != empty", "true")]
    [InlineData("missing > 1 or missing < 1", "false")]
    [InlineData("deal.closed < today and deal.closed <= now", "true")]
    [InlineData("now | date: '%Y'", "2026")]
    [InlineData("price <> 9.5", "false")]
    public void Expressions_evaluate(string source, string expected)
    {
        var result = Evaluate(source);
        Assert.True(result.Succeeded, result.Error?.ToString());
        Assert.Equal(expected, result.Value.ToString());
    }

    [Theory]
    [InlineData("price *", 1, 8)]
    [InlineData("price quantity", 1, 7)]
    [InlineData("(price", 1, 7)]
    [InlineData("price +\n * 2", 2, 2)]
    [InlineData("price | rond: 2", 1, 9)]
    [InlineData("price | round: 1, 2", 1, 9)]
    [InlineData("if price", 1, 1)]
    [InlineData("'abc", 1, 1)]
    [InlineData("", 1, 1)]
    [InlineData("price; drop", 1, 6)]
    public void Syntax_errors_say_where(string source, int line, int column)
    {
        Assert.False(LiquidExpression.TryParse(source, null, out _, out var error));
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("1 + name", LiquidErrorCode.Type, 1)]
    [InlineData("2 * (price + (name | divided_by: 0))", LiquidErrorCode.ZeroDivision, 22)]
    [InlineData("price > name", LiquidErrorCode.Type, 1)]
    [InlineData("79228162514264337593543950335 * 10", LiquidErrorCode.Range, 1)]
    public void Mistakes_when_evaluating_are_values_with_their_place(string source, LiquidErrorCode code, int column)
    {
        var result = Evaluate(source);
        Assert.True(result.Value.IsNil);
        Assert.Equal((code, column), (result.Error?.Code, result.Error?.Column ?? 0));
    }

    [Theory]
    [InlineData("price * quantity", LiquidTypeKind.Number)]
    [InlineData("price > 1", LiquidTypeKind.Boolean)]
    [InlineData("name | append: 'x'", LiquidTypeKind.Text)]
    [InlineData("deal.closed", LiquidTypeKind.Date)]
    [InlineData("tags", LiquidTypeKind.List)]
    [InlineData("tags | first", LiquidTypeKind.Text)]
    [InlineData("deal", LiquidTypeKind.Object)]
    [InlineData("price if deal.paid", LiquidTypeKind.Number)]
    [InlineData("price if deal.paid else name", LiquidTypeKind.Any)]
    [InlineData("tags | size", LiquidTypeKind.Number)]
    [InlineData("lines | map: 'x'", LiquidTypeKind.List)]
    [InlineData("lines[0].amount", LiquidTypeKind.Number)]
    [InlineData("lines[quantity]['amount'] * 2", LiquidTypeKind.Number)]
    [InlineData("lines.first.amount", LiquidTypeKind.Number)]
    public void The_type_of_the_result_is_known(string source, LiquidTypeKind kind)
    {
        var check = LiquidExpression.Parse(source).Check(_shape);
        Assert.True(check.Succeeded, string.Join('\n', check.Errors));
        Assert.Equal(kind, check.Type.Kind);
    }

    [Theory]
    [InlineData("prise * 2", LiquidErrorCode.UnknownVariable, "price", 1)]
    [InlineData("2 * deal.amunt", LiquidErrorCode.UnknownVariable, "amount", 5)]
    [InlineData("1 + lines[0].amuont", LiquidErrorCode.UnknownVariable, "amount", 5)]
    [InlineData("name.foo", LiquidErrorCode.UnknownVariable, null, 1)]
    [InlineData("1 + name", LiquidErrorCode.Type, null, 5)]
    [InlineData("-name", LiquidErrorCode.Type, null, 2)]
    [InlineData("price < name", LiquidErrorCode.Type, null, 1)]
    [InlineData("deal.closed == 1", LiquidErrorCode.Type, null, 1)]
    [InlineData("price contains 1", LiquidErrorCode.Type, null, 1)]
    [InlineData("deal.paid > true", LiquidErrorCode.Type, null, 1)]
    [InlineData("name | default: 1, allow_fals: true", LiquidErrorCode.Type, null, 32)]
    public void Checking_finds_what_cannot_work(string source, LiquidErrorCode code, string? suggestion, int column)
    {
        var error = Assert.Single(LiquidExpression.Parse(source).Check(_shape).Errors);
        Assert.Equal((code, suggestion, column), (error.Code, error.Suggestion, error.Column));
    }

    [Theory]
    [InlineData("price * deal.amount + deal.amount", "deal.amount,price", false)]
    [InlineData("tags[quantity] if deal['paid'] else name", "deal.paid,name,quantity,tags", false)]
    [InlineData("lines[0].amount + lines[quantity]['amount']", "lines,lines[].amount,quantity", false)]
    [InlineData("deal.closed < now", "deal.closed", true)]
    [InlineData("'now' | date: '%Y'", "", true)]
    [InlineData("'2024-01-01' | date: '%Y'", "", false)]
    [InlineData("'10:30' | date: '%Y'", "", true)]
    [InlineData("deal.closed | date: '%Y'", "deal.closed", false)]
    [InlineData("name | date: '%Y'", "name", true)]
    public void The_fields_read_and_the_dependence_on_time_are_known(string source, string fields, bool dependsOnTime)
    {
        var check = LiquidExpression.Parse(source).Check(_shape);
        Assert.Equal((fields, dependsOnTime), (string.Join(',', check.Fields), check.DependsOnTime));
    }

    [Fact]
    public void The_tree_can_be_walked_by_others()
    {
        var check = LiquidExpression.Parse("price * quantity - fee if not deal.paid else (name | size)").Check(_shape);
        Assert.Equal(
            "CASE WHEN NOT (deal.paid) THEN ((price * quantity) - fee) ELSE size(name) END",
            check.Root.Accept(new SqlLike()));
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("-", "")]
    [InlineData("not ", "")]
    [InlineData("a[", "]")]
    [InlineData("1+", "")]
    [InlineData("1 if 1 else ", "")]
    [InlineData("1 or ", "")]
    [InlineData("(1..", ")")]
    public void Deep_expressions_are_refused_not_a_dead_process(string open, string close)
    {
        var source = string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));
        Assert.False(LiquidExpression.TryParse(source, new LiquidOptions { Limits = new LiquidLimits { MaxSourceLength = 10_000_000 } }, out _, out var error));
        Assert.Equal(LiquidErrorCode.TooComplex, error.Code);
    }

    [Fact]
    public void A_long_but_allowed_expression_evaluates()
    {
        var source = string.Join(" + ", Enumerable.Repeat("price", ExpressionNode.MaxDepth));
        Assert.Equal("3800", Evaluate(source).Value.ToString());
    }

    [Fact]
    public void A_spent_budget_is_a_value()
    {
        var result = LiquidExpression.Parse("(1..1000000000) | join").Evaluate(new LiquidContext(), TestContext.Current.CancellationToken);
        Assert.True(result.Error?.IsBudget);
    }

    [Fact]
    public async Task Deferred_values_are_awaited()
    {
        var data = new LiquidMembers
        {
            ["a"] = LiquidValue.Deferred(async token =>
            {
                await Task.Delay(1, token);
                return LiquidValue.From(20);
            }),
            ["b"] = LiquidValue.From(2),
        };
        var expression = LiquidExpression.Parse("a * b + a");
        Assert.Equal(LiquidErrorCode.AsyncRequired, expression.Evaluate(data, TestContext.Current.CancellationToken).Error?.Code);
        var result = await expression.EvaluateAsync(new LiquidContext { Data = data }, TestContext.Current.CancellationToken);
        Assert.Equal("60", result.Value.ToString());
    }

    private static ExpressionResult Evaluate(string source)
    {
        var deal = new Dictionary<string, object?>(StringComparer.Ordinal) { ["amount"] = 1250.50m, ["paid"] = true, ["closed"] = new DateOnly(2026, 1, 2) };
        var data = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["price"] = 9.5m,
            ["quantity"] = 3,
            ["fee"] = 1.1m,
            ["name"] = "Anna",
            ["tags"] = _tags,
            ["deal"] = deal,
        };
        var context = LiquidContext.From(data) with { Clock = new FixedClock() };
        return LiquidExpression.Parse(source).Evaluate(context, TestContext.Current.CancellationToken);
    }

    private static LiquidShape MakeShape() => new LiquidShape()
        .With("price", LiquidType.Number).With("quantity", LiquidType.Number).With("fee", LiquidType.Number)
        .With("name", LiquidType.Text).With("tags", LiquidType.ListOf(LiquidType.Text))
        .With("deal", LiquidType.Object(new LiquidShape().With("amount", LiquidType.Number).With("paid", LiquidType.Boolean).With("closed", LiquidType.Date)))
        .With("lines", LiquidType.ListOf(LiquidType.Object(new LiquidShape().With("amount", LiquidType.Number))));

    private sealed class SqlLike : ExpressionVisitor<string>
    {
        public override string Visit(LiteralNode node) => node.Value.ToString();

        public override string Visit(FieldNode node) => node.Text;

        public override string Visit(ItemNode node) => $"{node.Owner.Accept(this)}[{node.Key.Accept(this)}]";

        public override string Visit(NowNode node) => node.IsDay ? "current_date" : "now()";

        public override string Visit(RangeNode node) => $"range({node.First.Accept(this)}, {node.Last.Accept(this)})";

        public override string Visit(NegateNode node) => $"-({node.Operand.Accept(this)})";

        public override string Visit(NotNode node) => $"NOT ({node.Operand.Accept(this)})";

        public override string Visit(BinaryNode node)
        {
            var sign = node.Operator switch { ExpressionOperator.Multiply => "*", ExpressionOperator.Subtract => "-", _ => "?" };
            return $"({node.Left.Accept(this)} {sign} {node.Right.Accept(this)})";
        }

        public override string Visit(ConditionalNode node) =>
            $"CASE WHEN {node.Condition.Accept(this)} THEN {node.Then.Accept(this)} ELSE {node.Otherwise.Accept(this)} END";

        public override string Visit(FilterNode node) => $"{node.Filter.Name}({node.Input.Accept(this)})";
    }
}
