using System.Globalization;
using System.Text;
using CrmPlatform.Content;

namespace CrmPlatform.Data.Dialects;

/// <summary>A statement being written: its text and its arguments. Values only ever go in as arguments.</summary>
internal sealed class SqlText
{
    private readonly StringBuilder _text = new(256);
    private readonly List<Arg> _args = [];

    public IReadOnlyList<Arg> Args => _args;

    public SqlText Add(string text)
    {
        _text.Append(text);
        return this;
    }

    public SqlText Add(int number)
    {
        _text.Append(number.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>Adds an argument and names it in the text.</summary>
    public SqlText AddArg(Arg arg) => Add(Name(arg));

    /// <summary>Adds an argument; returns its name for the text.</summary>
    public string Name(Arg arg)
    {
        _args.Add(arg);
        return "$" + _args.Count.ToString(CultureInfo.InvariantCulture);
    }

    public string Name(object? value, StorageColumn column) => Name(new Arg(value, column.Kind, column.Scale));

    /// <summary>A finished text over the arguments so far.</summary>
    public SqlText With(string text)
    {
        var finished = new SqlText();
        finished._args.AddRange(_args);
        return finished.Add(text);
    }

    public override string ToString() => _text.ToString();
}
