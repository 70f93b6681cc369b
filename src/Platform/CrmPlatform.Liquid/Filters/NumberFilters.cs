namespace CrmPlatform.Liquid;

internal static class NumberFilters
{
    public static LiquidValue Abs(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var number = input.ToNumber();
        return LiquidValue.NumberOf(Math.Abs(number.Number), number.Form);
    }

    public static LiquidValue Ceil(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        LiquidValue.Integer(NumberMath.Whole(Math.Ceiling(input.ToNumber().Number)));

    public static LiquidValue Floor(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        LiquidValue.Integer(NumberMath.Whole(Math.Floor(input.ToNumber().Number)));

    public static LiquidValue Round(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        NumberMath.Round(input.ToNumber(), NumberMath.Whole(arguments[0].ToNumber().Number));

    public static LiquidValue Plus(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        NumberMath.Add(input.ToNumber(), arguments[0].ToNumber());

    public static LiquidValue Minus(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        NumberMath.Subtract(input.ToNumber(), arguments[0].ToNumber());

    public static LiquidValue Times(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        NumberMath.Multiply(input.ToNumber(), arguments[0].ToNumber());

    public static LiquidValue DividedBy(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        NumberMath.Divide(input.ToNumber(), arguments[0].ToNumber());

    public static LiquidValue Modulo(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context) =>
        NumberMath.Modulo(input.ToNumber(), arguments[0].ToNumber());

    public static LiquidValue AtLeast(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var (number, least) = (input.ToNumber(), arguments[0].ToNumber());
        return least.Number > number.Number ? least : number;
    }

    public static LiquidValue AtMost(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context)
    {
        var (number, most) = (input.ToNumber(), arguments[0].ToNumber());
        return most.Number < number.Number ? most : number;
    }
}
