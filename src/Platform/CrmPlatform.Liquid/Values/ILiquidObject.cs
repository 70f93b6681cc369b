namespace CrmPlatform.Liquid;

/// <summary>
/// Something with named members: a record, a settings page, a dictionary. Templates reach host data only
/// through this, so a record can be read lazily and under its reader's rights. No .NET type is reflected upon.
/// </summary>
public interface ILiquidObject
{
    /// <summary>False when there is no such member, or the reader may not see it.</summary>
    bool TryGet(string name, out LiquidValue value);
}

/// <summary>An object whose members can be listed: loops over it yield [name, value] pairs.</summary>
public interface ILiquidEnumerable : ILiquidObject
{
    /// <summary>How many members there are.</summary>
    int Count { get; }

    /// <summary>The members in the order loops show them.</summary>
    IEnumerable<KeyValuePair<string, LiquidValue>> Members { get; }
}
