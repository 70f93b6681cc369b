namespace CrmPlatform.Liquid;

/// <summary>What a <see cref="LiquidValue"/> holds.</summary>
public enum LiquidKind
{
    Nil,
    Boolean,
    Number,
    Text,
    Date,
    List,
#pragma warning disable CA1720 // Liquid's own word for it.
    Object,
#pragma warning restore CA1720

    /// <summary>The literal <c>blank</c>.</summary>
    Blank,

    /// <summary>The literal <c>empty</c>.</summary>
    Empty,

    /// <summary>A value that is fetched, asynchronously, only if the template reads it.</summary>
    Deferred,
}
