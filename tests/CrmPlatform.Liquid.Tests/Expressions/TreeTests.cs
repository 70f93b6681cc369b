using CrmPlatform.Liquid.Tests.Safety;

namespace CrmPlatform.Liquid.Tests.Expressions;

/// <summary>Walking the checked tree by the rules of docs/liquid.md comes to what evaluating the expression comes to.</summary>
public sealed class TreeTests
{
    private static readonly LiquidMembers _data = new()
    {
        ["a"] = LiquidValue.From(1),
        ["n"] = LiquidValue.From(2.5m),
        ["text"] = LiquidValue.From("text"),
        ["list"] = LiquidValue.From([LiquidValue.From(7)]),
        ["obj"] = LiquidValue.From((ILiquidObject)new LiquidMembers { ["x"] = LiquidValue.From("y") }),
    };

    [Fact]
    public void Walking_the_tree_equals_evaluating()
    {
        var generator = new TemplateGenerator(17);
        var compared = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var source = generator.Expression();
            if (source.Contains('|', StringComparison.Ordinal) || source.Contains("now", StringComparison.Ordinal)
                || !LiquidExpression.TryParse(source, null, out var expression, out _))
            {
                continue;
            }

            var result = expression.Evaluate(_data, TestContext.Current.CancellationToken);
            var walked = expression.Check(new LiquidShape { IsOpen = true }).Root.Accept(new Walker());
            Assert.True(result.Error is not null ? walked is null : walked == result.Value, $"{source}: {result.Value} {result.Error}, walked {walked}");
            compared++;
        }

        Assert.True(compared > 3_000, $"only {compared} compared");
    }

    /// <summary>Null stands for an error.</summary>
    private sealed class Walker : ExpressionVisitor<LiquidValue?>
    {
        public override LiquidValue? Visit(LiteralNode node) => node.Value;

        public override LiquidValue? Visit(FieldNode node)
        {
            LiquidValue value = LiquidValue.From((ILiquidObject)_data);
            foreach (var name in node.Path)
            {
                value = value.TryGetObject(out var owner) && owner.TryGet(name, out var member) ? member : LiquidValue.Nil;
            }

            return value;
        }

        public override LiquidValue? Visit(ItemNode node) => node.Owner.Accept(this) is not { } owner || node.Key.Accept(this) is not { } key
            ? null
            : owner.TryGetList(out var list) && key.TryGetNumber(out var at) && at is 0 ? list[0] : LiquidValue.Nil;

        public override LiquidValue? Visit(NowNode node) => null;

        public override LiquidValue? Visit(RangeNode node) => null;

        public override LiquidValue? Visit(NegateNode node) =>
            node.Operand.Accept(this) is not { } value ? null
            : value.IsNil ? value
            : value.TryGetNumber(out var number) ? LiquidValue.From(-number) : null;

        public override LiquidValue? Visit(NotNode node) => node.Operand.Accept(this) is { } value ? LiquidValue.From(!value.IsTruthy) : null;

        public override LiquidValue? Visit(ConditionalNode node) => node.Condition.Accept(this) is not { } condition
            ? null
            : (condition.IsTruthy ? node.Then : node.Otherwise).Accept(this);

        public override LiquidValue? Visit(FilterNode node) => null;

        public override LiquidValue? Visit(BinaryNode node)
        {
            if (node.Left.Accept(this) is not { } left)
            {
                return null;
            }

            if (node.Operator is ExpressionOperator.And or ExpressionOperator.Or && left.IsTruthy == (node.Operator == ExpressionOperator.Or))
            {
                return LiquidValue.From(left.IsTruthy);
            }

            return node.Right.Accept(this) is { } right ? Compute(node.Operator, left, right) : null;
        }

        private static LiquidValue? Compute(ExpressionOperator operation, LiquidValue left, LiquidValue right) => operation switch
        {
            <= ExpressionOperator.Divide => Arithmetic(operation, left, right),
            ExpressionOperator.Equal => LiquidValue.From(left == right),
            ExpressionOperator.Less => Less(left, right),
            ExpressionOperator.Contains => Contains(left, right),
            _ => LiquidValue.From(right.IsTruthy),
        };

        private static LiquidValue? Arithmetic(ExpressionOperator operation, LiquidValue left, LiquidValue right)
        {
            if (left.IsNil || right.IsNil)
            {
                return LiquidValue.Nil;
            }

            if (!left.TryGetNumber(out var a) || !right.TryGetNumber(out var b))
            {
                return null;
            }

            return operation switch
            {
                ExpressionOperator.Add => LiquidValue.From(a + b),
                ExpressionOperator.Subtract => LiquidValue.From(a - b),
                ExpressionOperator.Multiply => LiquidValue.From(a * b),
                _ => b == 0 ? LiquidValue.Nil : LiquidExpression.Parse("a / b").Evaluate(new LiquidMembers { ["a"] = left, ["b"] = right }, TestContext.Current.CancellationToken).Value,
            };
        }

        private static LiquidValue? Less(LiquidValue left, LiquidValue right)
        {
            if (left.TryGetNumber(out var a) && right.TryGetNumber(out var b))
            {
                return LiquidValue.From(a < b);
            }

            if (left.IsText && right.IsText)
            {
                return LiquidValue.From(string.CompareOrdinal(left.ToString(), right.ToString()) < 0);
            }

            return (left.IsNumber || left.IsText) && (right.IsNumber || right.IsText) ? null : LiquidValue.False;
        }

        private static LiquidValue Contains(LiquidValue left, LiquidValue right) => LiquidValue.From(right.IsTruthy && (
            left.IsText ? left.ToString().Contains(right.ToString(), StringComparison.Ordinal)
            : left.TryGetList(out var list) ? list[0] == right
            : left.TryGetObject(out var owner) && right.IsText && owner.TryGet(right.ToString(), out _)));
    }
}
