#pragma warning disable CA1720 // "Object" is Liquid's own word.
namespace CrmPlatform.Liquid;

/// <summary>What kind of value a type describes. Any value may also be nil.</summary>
public enum LiquidTypeKind
{
    /// <summary>Not known until the value is there.</summary>
    Any,
    Nil,
    Boolean,
    Number,
    Text,
    Date,
    List,
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

    public static LiquidType Any { get; } = new(LiquidTypeKind.Any);

    public static LiquidType Nil { get; } = new(LiquidTypeKind.Nil);

    public static LiquidType Boolean { get; } = new(LiquidTypeKind.Boolean);

    public static LiquidType Number { get; } = new(LiquidTypeKind.Number);

    public static LiquidType Text { get; } = new(LiquidTypeKind.Text);

    public static LiquidType Date { get; } = new(LiquidTypeKind.Date);

    public LiquidTypeKind Kind { get; }

    /// <summary>The type of a list's items.</summary>
    public LiquidType? Item { get; }

    /// <summary>The members of an object.</summary>
    public LiquidShape? Shape { get; }

    public static LiquidType ListOf(LiquidType item) => new(LiquidTypeKind.List, item);

    public static LiquidType Object(LiquidShape shape) => new(LiquidTypeKind.Object, shape: shape);

    public override string ToString() => Kind == LiquidTypeKind.List ? $"List of {Item}" : Kind.ToString();

    /// <summary>The type of either of two branches.</summary>
    internal static LiquidType Join(LiquidType left, LiquidType right) =>
        left.Kind == LiquidTypeKind.Nil ? right : right.Kind == LiquidTypeKind.Nil || left.Equals(right) ? left : Any;
}

/// <summary>The names that a template or an expression may use, with their types.</summary>
public sealed class LiquidShape
{
    private readonly Dictionary<string, LiquidType> _members = new(StringComparer.Ordinal);

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
