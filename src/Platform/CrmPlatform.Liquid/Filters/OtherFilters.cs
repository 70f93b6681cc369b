namespace CrmPlatform.Liquid;

internal static class OtherFilters
{
    public static LiquidValue Default(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var missing = arguments["allow_false"].IsTruthy ? input.IsNil : !input.IsTruthy;
        return missing || LiquidComparison.IsEmpty(input)
            ? arguments.Count > 0 ? arguments[0] : LiquidValue.EmptyText
            : input;
    }
}

internal static class DateFilters
{
    /// <summary>A date or a number stands for itself; a text may say "now", or leave out the day.</summary>
    public static bool DependsOnTime(LiquidType input, LiquidValue? value)
    {
        if (value?.TextOrNull is not { } text)
        {
            return value is null && input.Kind is LiquidTypeKind.Text or LiquidTypeKind.Any;
        }

        var first = new LiquidRenderContext(LiquidOptions.Default, new LiquidContext { Clock = new FixedClock(0) }, default);
        var later = new LiquidRenderContext(LiquidOptions.Default, new LiquidContext { Clock = new FixedClock(400) }, default);
        return LiquidDates.From(LiquidValue.From(text), first)?.Value != LiquidDates.From(LiquidValue.From(text), later)?.Value;
    }

    private sealed class FixedClock(int day) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddDays(day);
    }

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
