namespace CrmPlatform.Liquid;

/// <summary>
/// A filter. It must be free of side effects: while a deferred value is awaited it may run again.
/// It pays for its work and memory from <see cref="LiquidRenderContext.Budget"/>.
/// </summary>
public delegate LiquidValue LiquidFilter(LiquidValue input, LiquidArguments arguments, LiquidRenderContext context);

/// <summary>A filter with what the parser, the linter and the checker of expressions know about it.</summary>
public sealed record LiquidFilterDefinition(string Name, LiquidFilter Run, int MinArguments = 0, int MaxArguments = 0)
{
    /// <summary>Names of the arguments that are given as <c>name: value</c>.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>The type of the result, from the types of the input and the arguments. Unknown types give an unknown result.</summary>
    public Func<LiquidType, IReadOnlyList<LiquidType>, LiquidType> ResultType { get; init; } = static (_, _) => LiquidType.Any;

    /// <summary>Whether the result may depend on the present time, from the type of the input and its value if that is fixed.</summary>
    public Func<LiquidType, LiquidValue?, bool> DependsOnTime { get; init; } = static (_, _) => false;

    internal string CountMessage(int given)
    {
        var expected = MaxArguments > MinArguments ? $"{MinArguments + 1}..{MaxArguments + 1}" : $"{MinArguments + 1}";
        return $"wrong number of arguments (given {given + 1}, expected {expected})";
    }
}

/// <summary>The arguments of a filter call.</summary>
public readonly ref struct LiquidArguments
{
    private readonly ReadOnlySpan<LiquidValue> _positional;
    private readonly ReadOnlySpan<LiquidValue> _named;
    private readonly string[]? _names;

    internal LiquidArguments(ReadOnlySpan<LiquidValue> positional, ReadOnlySpan<LiquidValue> named, string[] names)
    {
        _positional = positional;
        _named = named;
        _names = names;
    }

    /// <summary>How many arguments were given by position.</summary>
    public int Count => _positional.Length;

    /// <summary>The argument at this position, or nil when it was not given.</summary>
    public LiquidValue this[int index] => index < _positional.Length ? _positional[index] : LiquidValue.Nil;

    /// <summary>The argument of this name, or nil when it was not given.</summary>
    public LiquidValue this[string name]
    {
        get
        {
            var index = _names is null ? -1 : Array.IndexOf(_names, name);
            return index < 0 ? LiquidValue.Nil : _named[index];
        }
    }
}
