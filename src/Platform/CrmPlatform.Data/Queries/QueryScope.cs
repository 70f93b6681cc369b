using System.Globalization;
using System.Text;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Data.Records;

namespace CrmPlatform.Data.Queries;

/// <summary>What all parts of one statement share: its arguments, its aliases, the tables' names and the zone.</summary>
internal sealed class QueryText(Dialect dialect, NameMap names)
{
    private readonly HashSet<string> _tags = new(StringComparer.Ordinal);
    private int _aliases;

    public Dialect Dialect { get; } = dialect;

    /// <summary>Gathers the arguments; the text is put together apart.</summary>
    public SqlText Sql { get; } = new();

    /// <summary>Marks the statement with the shapes of its tables, see <see cref="TypeTable.Tag"/>.</summary>
    public string Mark => "/*" + string.Join(' ', _tags) + "*/ ";

    public TypeTable Table(ContentType type)
    {
        var table = TypeTable.Of(type, names);
        _tags.Add(table.Tag);
        return table;
    }

    public string NewAlias() => "t" + _aliases++.ToString(CultureInfo.InvariantCulture);

    public string Name(object? value, StorageKind kind, int scale = 0) => Sql.Name(new Arg(value, kind, scale));
}

/// <summary>A table of a statement and what is joined to it along single-valued links, each path once.</summary>
internal sealed class QueryScope
{
    private readonly QueryText _text;
    private readonly Dictionary<string, (string Alias, TypeTable Table)> _joined = new(StringComparer.OrdinalIgnoreCase);
    private readonly StringBuilder _joins = new();

    public QueryScope(QueryText text, ContentType type)
    {
        _text = text;
        Table = text.Table(type);
        Alias = text.NewAlias();
        Id = $"{Alias}.\"id\"";
    }

    public TypeTable Table { get; }

    public string Alias { get; }

    /// <summary>The record's number; a full-text search that leads the statement knows it too, and in order.</summary>
    public string Id { get; private set; }

    /// <summary>What stands before the table: the full-text search that leads the statement.</summary>
    public string Lead { get; private set; } = "";

    /// <summary>From the table on, with the joins asked for so far.</summary>
    public string From => $"{Lead}{Table.Name} {Alias}{(Lead.Length > 0 ? $" on {Alias}.\"id\" = {Id}" : "")}{_joins}";

    /// <summary>The same over the newest rows alone, which come by their numbers: the planner does not look into a limit.</summary>
    public string FromNewest(int rows) =>
        string.Create(CultureInfo.InvariantCulture, $"(select * from {Table.Name} order by id desc limit {rows}) {Alias}{_joins}");

    /// <summary>Lets a full-text table lead: its matches come by falling or rising number without being sorted.</summary>
    public void LeadWith(string searchTable, string alias)
    {
        Lead = $"{searchTable} {alias} cross join ";
        Id = $"{alias}.rowid";
    }

    /// <summary>The table at the end of single-valued forward hops, counted from one of them on.</summary>
    public (string Alias, TypeTable Table) Follow(IEnumerable<BoundHop> hops)
    {
        var at = (Alias, Table);
        var path = "";
        foreach (var hop in hops)
        {
            path += "/" + hop.Field.Id;
            if (!_joined.TryGetValue(path, out var next))
            {
                next = (_text.NewAlias(), _text.Table(hop.Target));
                _joined.Add(path, next);
                _joins.Append(" left join ").Append(next.Table.Name).Append(' ').Append(next.Alias)
                    .Append(" on ").Append(next.Alias).Append(".\"id\" = ").Append(at.Alias).Append('.').Append(at.Table[hop.Field].Names[0]);
            }

            at = next;
        }

        return at;
    }

    /// <summary>The column that a path without many-valued hops ends in.</summary>
    public string Column(BoundPath path)
    {
        if (path.Hops.Count == 0 && IsId(path.Field))
        {
            return Id;
        }

        var (alias, table) = Follow(path.Hops);
        return $"{alias}.{table[path.Field].Names[path.ColumnIndex]}";
    }

    /// <summary>The column as it compares: folded by the statement where it is not stored so.</summary>
    public string Compared(BoundPath path)
    {
        var column = Column(path);
        return Folds(path) ? Dialect.Fold(column) : column;
    }

    public static bool Folds(BoundPath path) => path.Column is { Kind: StorageKind.Text, Folds: true };

    public static bool IsId(ContentField field) => field.System && field.Id.Equals(SystemFields.Id, StringComparison.OrdinalIgnoreCase);

    public static bool IsLink(ContentField field) => field.Type is FieldTypes.Lookup or FieldTypes.Employee;
}
