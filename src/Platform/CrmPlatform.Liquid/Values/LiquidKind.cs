namespace CrmPlatform.Liquid;

/// <summary>What a <see cref="LiquidValue"/> holds.</summary>
public enum LiquidKind
{
    /// <summary>Nothing.</summary>
    Nil,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A decimal.</summary>
    Number,

    /// <summary>A text, safe or not.</summary>
    Text,

    /// <summary>An instant or a day.</summary>
    Date,

    /// <summary>Values by position.</summary>
    List,
#pragma warning disable CA1720 // Liquid's own word for it.
    /// <summary>Something with named members.</summary>
    Object,
#pragma warning restore CA1720

    /// <summary>The literal <c>blank</c>.</summary>
    Blank,

    /// <summary>The literal <c>empty</c>.</summary>
    Empty,

    /// <summary>A value that is fetched, asynchronously, only if the template reads it.</summary>
    Deferred,
}
