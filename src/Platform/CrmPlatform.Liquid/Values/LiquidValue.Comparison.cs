namespace CrmPlatform.Liquid;

public readonly partial struct LiquidValue
{
    /// <summary>Liquid's equality, as <see cref="Equals(LiquidValue)"/> has it.</summary>
    public static bool operator ==(LiquidValue left, LiquidValue right) => left.Equals(right);

    /// <summary>The opposite of ==.</summary>
    public static bool operator !=(LiquidValue left, LiquidValue right) => !left.Equals(right);

    /// <summary>Liquid's equality: lists and objects are equal when their contents are; what is still to be fetched equals nothing.</summary>
    public bool Equals(LiquidValue other)
    {
        if (Kind is LiquidKind.Blank or LiquidKind.Empty && Kind == other.Kind)
        {
            return true;
        }

        try
        {
            return LiquidComparison.AreEqual(this, other, new LiquidRenderContext());
        }
        catch (LiquidSuspension)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is LiquidValue other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => Kind switch
    {
        LiquidKind.Number => _number.GetHashCode(),
        LiquidKind.Text => string.GetHashCode(TextOrNull, StringComparison.Ordinal),
        LiquidKind.Date => Date!.Value.GetHashCode(),
        LiquidKind.Boolean => IsTrue ? 1 : 2,
        LiquidKind.List => 3 + List!.Count,
        _ => (int)Kind,
    };
}
