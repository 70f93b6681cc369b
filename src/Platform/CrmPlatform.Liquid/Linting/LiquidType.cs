#pragma warning disable CA1720 // "Object" is Liquid's own word.
namespace CrmPlatform.Liquid;

/// <summary>What kind of value a type describes. Any value may also be nil.</summary>
public enum LiquidTypeKind
{
    /// <summary>Not known until the value is there.</summary>
    Any,

    /// <summary>Never anything but nil.</summary>
    Nil,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A decimal.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>An instant or a day.</summary>
    Date,

    /// <summary>A list, with the type of its items.</summary>
    List,

    /// <summary>An object, with its shape.</summary>
    Object,
}

/// <summary>The type of a value as the linter and the checker of expressions know it. Every type allows nil.</summary>
public sealed record LiquidType
{
    private LiquidType(LiquidTypeKind kind, LiquidType? item = null, LiquidShape? shape = null)
    {
        Kind = kind;
        Item = item;
        Shape = shape;
    }

    /// <summary>Not known until the value is there.</summary>
    public static LiquidType Any { get; } = new(LiquidTypeKind.Any);

    /// <summary>Nil.</summary>
    public static LiquidType Nil { get; } = new(LiquidTypeKind.Nil);

    /// <summary>True or false.</summary>
    public static LiquidType Boolean { get; } = new(LiquidTypeKind.Boolean);

    /// <summary>A decimal.</summary>
    public static LiquidType Number { get; } = new(LiquidTypeKind.Number);

    /// <summary>A text.</summary>
    public static LiquidType Text { get; } = new(LiquidTypeKind.Text);

    /// <summary>An instant or a day.</summary>
    public static LiquidType Date { get; } = new(LiquidTypeKind.Date);

    /// <summary>What kind of value it is.</summary>
    public LiquidTypeKind Kind { get; }

    /// <summary>The type of a list's items.</summary>
    public LiquidType? Item { get; }

    /// <summary>The members of an object.</summary>
    public LiquidShape? Shape { get; }

    /// <summary>A list of items of one type.</summary>
    public static LiquidType ListOf(LiquidType item) => new(LiquidTypeKind.List, item);

    /// <summary>An object with these members.</summary>
    public static LiquidType Object(LiquidShape shape) => new(LiquidTypeKind.Object, shape: shape);

    /// <summary>The name of the type, as errors show it.</summary>
    public override string ToString() => Kind == LiquidTypeKind.List ? $"List of {Item}" : Kind.ToString();

    /// <summary>The type of either of two branches.</summary>
    internal static LiquidType Join(LiquidType left, LiquidType right) =>
        left.Kind == LiquidTypeKind.Nil ? right : right.Kind == LiquidTypeKind.Nil || left.Equals(right) ? left : Any;
}

/// <summary>The names that a template or an expression may use, with their types.</summary>
public sealed class LiquidShape
{
    private readonly Dictionary<string, LiquidType> _members = new(StringComparer.Ordinal);

    /// <summary>The declared members by name.</summary>
    public IReadOnlyDictionary<string, LiquidType> Members => _members;

    /// <summary>Other names are allowed too, of unknown type.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Declares a member and gives the shape back. A shape may contain itself: add the member after making the type.</summary>
    public LiquidShape With(string name, LiquidType type)
    {
        _members[name] = type;
        return this;
    }

    /// <summary>The type of a member; null when there is none of that name.</summary>
    public LiquidType? Find(string name) => _members.TryGetValue(name, out var type) ? type : IsOpen ? LiquidType.Any : null;
}
