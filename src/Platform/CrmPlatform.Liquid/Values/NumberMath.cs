using System.Globalization;

namespace CrmPlatform.Liquid;

/// <summary>Arithmetic on Liquid numbers: exact decimals; whole numbers stay whole; overflow is an error of the template's author.</summary>
internal static class NumberMath
{
    private const int SignificantDigits = 16;

    public static LiquidValue Add(LiquidValue left, LiquidValue right) => Compute(left, right, static (a, b) => a + b);

    public static LiquidValue Subtract(LiquidValue left, LiquidValue right) => Compute(left, right, static (a, b) => a - b);

    public static LiquidValue Multiply(LiquidValue left, LiquidValue right)
    {
        try
        {
            var product = left.Number * right.Number;
            return LiquidValue.NumberOf(product, left.IsInteger && right.IsInteger);
        }
        catch (OverflowException)
        {
            throw OutOfRange();
        }
    }

    /// <summary>Liquid's division: two integers give an integer, rounded down.</summary>
    public static LiquidValue Divide(LiquidValue left, LiquidValue right)
    {
        if (right.Number == 0)
        {
            throw new LiquidException(LiquidErrorCode.ZeroDivision, "divided by 0");
        }

        if (!left.IsInteger || !right.IsInteger)
        {
            return DivideExactly(left, right);
        }

        var quotient = decimal.Truncate(left.Number / right.Number);
        var inexact = quotient * right.Number != left.Number;
        return LiquidValue.Integer(inexact && (left.Number < 0) != (right.Number < 0) ? quotient - 1 : quotient);
    }

    /// <summary>Division with its fraction; one that does not end is rounded to 16 significant digits.</summary>
    public static LiquidValue DivideExactly(LiquidValue left, LiquidValue right)
    {
        try
        {
            var quotient = left.Number / right.Number;
            if (quotient.Scale >= 27 || !Multiplies(quotient, right.Number, left.Number))
            {
                quotient = RoundSignificant(quotient);
            }

            var written = left.Number.Scale > 0 || right.Number.Scale > 0;
            return LiquidValue.Fraction(written ? WithFraction(quotient) : TrimAll(quotient));
        }
        catch (OverflowException)
        {
            throw OutOfRange();
        }
    }

    /// <summary>The remainder, with the sign of the divisor.</summary>
    public static LiquidValue Modulo(LiquidValue left, LiquidValue right)
    {
        if (right.Number == 0)
        {
            throw new LiquidException(LiquidErrorCode.ZeroDivision, "divided by 0");
        }

        return Compute(left, right, static (a, b) =>
        {
            var remainder = a % b;
            return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
        });
    }

    /// <summary>Rounds half away from zero; digits may be negative.</summary>
    public static LiquidValue Round(LiquidValue value, decimal digits)
    {
        var number = value.Number;
        if (digits > 0)
        {
            return value.IsInteger || number.Scale <= digits
                ? value
                : LiquidValue.Fraction(Math.Round(number, (int)Math.Min(digits, 28), MidpointRounding.AwayFromZero));
        }

        if (digits < -28)
        {
            return LiquidValue.From(0);
        }

        var unit = PowerOfTen((int)-digits);
        return LiquidValue.Integer(Whole(Math.Round(number / unit, MidpointRounding.AwayFromZero) * unit));
    }

    public static decimal Whole(decimal number) => decimal.Truncate(number);

    /// <summary>The number that Liquid sees in a text: "10.5" is 10.5, "12 apples" is 12, "apples" is 0.</summary>
    public static LiquidValue Parse(string text)
    {
        var span = text.AsSpan().Trim();
        var end = span.Length > 0 && span[0] is '-' or '+' ? 1 : 0;
        var whole = SkipDigits(span, end);
        if (whole == end)
        {
            return LiquidValue.From(0);
        }

        var isFraction = span[0] != '+' && whole + 1 < span.Length && span[whole] == '.' && SkipDigits(span, whole + 1) == span.Length;
        var digits = isFraction ? span : span[..whole];
        if (!decimal.TryParse(digits, NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
        {
            throw OutOfRange();
        }

        return LiquidValue.NumberOf(number, !isFraction);
    }

    public static decimal TrimAll(decimal number)
    {
        if (number.Scale == 0)
        {
            return number;
        }

        return number / 1.0000000000000000000000000000m;
    }

    /// <summary>The same number with at least one digit after the point, so that it is written as the fraction it is.</summary>
    public static decimal WithFraction(decimal number) =>
        number.Scale == 0 && Math.Abs(number) < 1e27m ? number + 0.0m : number;

    private static int SkipDigits(ReadOnlySpan<char> span, int start)
    {
        while (start < span.Length && char.IsAsciiDigit(span[start]))
        {
            start++;
        }

        return start;
    }

    private static LiquidValue Compute(LiquidValue left, LiquidValue right, Func<decimal, decimal, decimal> operation)
    {
        try
        {
            var number = operation(left.Number, right.Number);
            var written = left.Number.Scale > 0 || right.Number.Scale > 0;
            return LiquidValue.NumberOf(written ? WithFraction(number) : number, left.IsInteger && right.IsInteger);
        }
        catch (OverflowException)
        {
            throw OutOfRange();
        }
    }

    private static bool Multiplies(decimal quotient, decimal divisor, decimal product)
    {
        try
        {
            return quotient * divisor == product;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private static decimal RoundSignificant(decimal number)
    {
        var size = Math.Abs(number);
        var digits = SignificantDigits;
        for (; size >= 1; size /= 10)
        {
            digits--;
        }

        for (; size > 0 && size < 0.1m && digits < 28; size *= 10)
        {
            digits++;
        }

        return Math.Round(number, Math.Clamp(digits, 0, 28), MidpointRounding.AwayFromZero);
    }

    private static decimal PowerOfTen(int exponent)
    {
        var power = 1m;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }

    private static LiquidException OutOfRange() => new(LiquidErrorCode.Range, "number out of range");
}
