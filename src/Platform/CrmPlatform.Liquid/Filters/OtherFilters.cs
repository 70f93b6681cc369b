namespace CrmPlatform.Liquid;

internal static class OtherFilters
{
    public static LiquidValue Default(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var missing = arguments["allow_false"].IsTruthy ? input.IsNil : !input.IsTruthy;
        return missing || LiquidComparison.IsEmpty(input) || input.Kind == LiquidKind.Empty
            ? arguments.Count > 0 ? arguments[0] : LiquidValue.EmptyText
            : input;
    }
}

internal static class DateFilters
{
    public static LiquidValue Date(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var format = arguments[0].ToText(context);
        if (format.Length == 0 || LiquidDates.From(input, context) is not { } date)
        {
            return input;
        }

        context.Budget.ChargeText(format.Length);
        var buffer = context.RentText();
        Strftime.Append(buffer, date.Value, format, context.TimeZone);
        return LiquidValue.From(context.ReturnText(buffer));
    }
}
