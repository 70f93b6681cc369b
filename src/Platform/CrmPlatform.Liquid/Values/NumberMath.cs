using System.Globalization;

namespace CrmPlatform.Liquid;

/// <summary>Arithmetic on Liquid numbers: exact decimals; whole numbers stay whole; overflow is an error of the template's author.</summary>
internal static class NumberMath
{
    private const int SignificantDigits = 16;

    /// <summary>The longest text read as a number, so that reading one is a small step whatever a template builds.</summary>
    private const int LongestNumber = 4096;

    private static readonly NumberFormatInfo _grouped = new() { NumberGroupSeparator = "_" };

    public static LiquidValue Add(LiquidValue left, LiquidValue right) => Compute(left, right, static (a, b) => a + b);

    public static LiquidValue Subtract(LiquidValue left, LiquidValue right) => Compute(left, right, static (a, b) => a - b);

    public static LiquidValue Multiply(LiquidValue left, LiquidValue right)
    {
        try
        {
            var product = left.Number * right.Number;
            return LiquidValue.NumberOf(product, Form(left, right));
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
            if (FillsPrecision(quotient) || !Multiplies(quotient, right.Number, left.Number))
            {
                quotient = RoundSignificant(quotient);
            }

            var form = Form(left, right);
            return LiquidValue.NumberOf(quotient, form == NumberForm.Whole ? NumberForm.Exact : form);
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
                : LiquidValue.NumberOf(Math.Round(number, (int)Math.Min(digits, 28), MidpointRounding.AwayFromZero), value.Form);
        }

        if (digits < -28)
        {
            return LiquidValue.From(0);
        }

        try
        {
            var unit = PowerOfTen((int)-digits);
            return LiquidValue.Integer(Whole(Math.Round(number / unit, MidpointRounding.AwayFromZero) * unit));
        }
        catch (OverflowException)
        {
            throw OutOfRange();
        }
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
        var digits = isFraction ? span : span[..SkipGroups(span, whole)];
        if (digits.Length > LongestNumber || !decimal.TryParse(digits, NumberStyles.Number, _grouped, out var number))
        {
            throw OutOfRange();
        }

        return LiquidValue.NumberOf(number, isFraction ? NumberForm.Fraction : NumberForm.Whole);
    }

    /// <summary>Where a whole number ends: as in Ruby, single underscores may stand between its digits.</summary>
    private static int SkipGroups(ReadOnlySpan<char> span, int end)
    {
        while (end + 1 < span.Length && span[end] == '_' && char.IsAsciiDigit(span[end + 1]))
        {
            end = SkipDigits(span, end + 1);
        }

        return end;
    }

    private static NumberForm Form(LiquidValue left, LiquidValue right) => left.Form > right.Form ? left.Form : right.Form;

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
            return LiquidValue.NumberOf(operation(left.Number, right.Number), Form(left, right));
        }
        catch (OverflowException)
        {
            throw OutOfRange();
        }
    }

    /// <summary>A decimal with no digit to spare: what a division that does not end comes to.</summary>
    private static bool FillsPrecision(decimal number)
    {
        const int TenthOfRange = 0x19999999;
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        return number.Scale == 28 || (uint)bits[2] >= TenthOfRange;
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
