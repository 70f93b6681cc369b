namespace CrmPlatform.Liquid;

internal static class TypeChecks
{
    /// <summary>The type of a member; null when the type has none of that name.</summary>
    public static LiquidType? Member(LiquidType type, string name) => type.Kind switch
    {
        LiquidTypeKind.Any => LiquidType.Any,
        LiquidTypeKind.Object => type.Shape!.Find(name) ?? (name is "size" ? LiquidType.Number : null),
        LiquidTypeKind.List => name switch
        {
            "size" => LiquidType.Number,
            "first" or "last" => type.Item,
            _ => null,
        },
        LiquidTypeKind.Text => name switch
        {
            "size" => LiquidType.Number,
            "first" or "last" => LiquidType.Text,
            _ => null,
        },
        _ => null,
    };

    public static LiquidError UnknownMember(LiquidType type, string name, string path)
    {
        var nearest = type.Shape is null ? null : Nearest.Of(name, type.Shape.Members.Keys);
        var hint = nearest is null ? string.Empty : $". Did you mean '{nearest}'?";
        var message = type.Kind == LiquidTypeKind.Object
            ? $"Unknown name '{Nearest.Short(name)}' in '{Nearest.Short(path)}'{hint}"
            : $"{type} has no '{Nearest.Short(name)}', in '{Nearest.Short(path)}'";
        return new LiquidError(LiquidErrorCode.UnknownVariable, message, Suggestion: nearest);
    }

    public static bool HaveOrder(LiquidType left, LiquidType right) =>
        IsOpen(left) || IsOpen(right)
            ? HasOrder(left) && HasOrder(right)
            : left.Kind == right.Kind && HasOrder(left);

    public static bool CanEqual(LiquidType left, LiquidType right) => IsOpen(left) || IsOpen(right) || left.Kind == right.Kind;

    public static string Sign(ExpressionOperator operation) => operation switch
    {
        ExpressionOperator.Add => "+",
        ExpressionOperator.Subtract => "-",
        ExpressionOperator.Multiply => "*",
        ExpressionOperator.Divide => "/",
        ExpressionOperator.Less => "<",
        ExpressionOperator.LessOrEqual => "<=",
        ExpressionOperator.Greater => ">",
        _ => ">=",
    };

    private static bool IsOpen(LiquidType type) => type.Kind is LiquidTypeKind.Any or LiquidTypeKind.Nil;

    private static bool HasOrder(LiquidType type) => IsOpen(type) || type.Kind is LiquidTypeKind.Number or LiquidTypeKind.Text or LiquidTypeKind.Date;
}
