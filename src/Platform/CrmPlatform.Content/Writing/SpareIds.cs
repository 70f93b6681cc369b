namespace CrmPlatform.Content.Writing;

/// <summary>Ids for records that follow from a set, reserved before its transaction: taken anew by each attempt.</summary>
internal sealed class SpareIds
{
    private readonly List<long> _ids = [];
    private int _taken;

    /// <summary>How many the last attempt could not get.</summary>
    public int Missing { get; private set; }

    /// <param name="first">The first of as many as are missing.</param>
    public void Add(long first)
    {
        for (var i = 0; i < Missing; i++)
        {
            _ids.Add(first + i);
        }

        Missing = 0;
    }

    /// <summary>The attempt before came to nothing: what it took is free again.</summary>
    public void Rewind() => _taken = 0;

    /// <exception cref="MoreIdsException">There are not so many.</exception>
    public IReadOnlyList<long> Take(int count)
    {
        Missing = Math.Max(0, _taken + count - _ids.Count);
        if (Missing > 0)
        {
            throw new MoreIdsException();
        }

        var taken = _ids.GetRange(_taken, count);
        _taken += count;
        return taken;
    }
}

/// <summary>More follows from a set than ids were reserved for.</summary>
internal sealed class MoreIdsException : Exception;
