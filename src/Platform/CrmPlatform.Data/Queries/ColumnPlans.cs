using System.Data.Common;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Data.Records;

namespace CrmPlatform.Data.Queries;

/// <summary>How one column of a page is selected and read. Expressions stand next to each other in the statement.</summary>
internal abstract class ColumnPlan
{
    public abstract IReadOnlyList<string> Expressions { get; }

    /// <summary>Reads from an ordinal on, and moves it behind the last expression.</summary>
    public abstract object? Read(DbDataReader reader, Dialect dialect, ref int ordinal);

    public static ColumnPlan Of(BoundColumn column, QueryScope scope, ContentModel model)
    {
        var path = column.Path;
        var (alias, table) = scope.Follow(path.Hops);
        var columns = table[path.Field];
        if (columns.Child is not null)
        {
            return new ManyColumn(columns, path.Hops.Count == 0 ? scope.Id : $"{alias}.\"id\"");
        }

        if (!column.Whole || path.Field.System)
        {
            return new OneColumn(scope.Column(path), columns.Columns[path.ColumnIndex]);
        }

        if (QueryScope.IsLink(path.Field))
        {
            return LinkColumn.Of(path, scope, model);
        }

        return path.Field.Type == FieldTypes.Reference ? new ReferenceColumn(columns, alias) : new WholeColumn(columns, alias);
    }
}

/// <summary>One storage column.</summary>
internal sealed class OneColumn(string expression, StorageColumn column) : ColumnPlan
{
    public override IReadOnlyList<string> Expressions { get; } = [expression];

    public override object? Read(DbDataReader reader, Dialect dialect, ref int ordinal) => dialect.Read(reader, ordinal++, column.Kind, column.Scale);
}

/// <summary>A field's value, made of all its columns.</summary>
internal class WholeColumn(FieldColumns columns, string alias) : ColumnPlan
{
    private readonly object?[] _buffer = new object?[columns.Names.Count];

    public override IReadOnlyList<string> Expressions { get; } = [.. columns.ReadNames.Select(name => $"{alias}.{name}")];

    public override object? Read(DbDataReader reader, Dialect dialect, ref int ordinal) =>
        RecordReader.ReadValue(reader, columns, dialect, _buffer, ref ordinal);
}

/// <summary>A record of any type; its name is looked up for the whole page.</summary>
internal sealed class ReferenceColumn(FieldColumns columns, string alias) : WholeColumn(columns, alias);

/// <summary>A link, with the target's name and whether it is in the bin.</summary>
internal sealed class LinkColumn : ColumnPlan
{
    private readonly string _type;

    private LinkColumn(string type, IReadOnlyList<string> expressions)
    {
        _type = type;
        Expressions = expressions;
    }

    public override IReadOnlyList<string> Expressions { get; }

    public static ColumnPlan Of(BoundPath path, QueryScope scope, ContentModel model)
    {
        var target = path.Field.TargetType is { } id ? model.Find(id) : null;
        if (target is null)
        {
            return new LinkColumn(path.Field.TargetType ?? "", [scope.Column(path), "null", "1=0"]);
        }

        var (alias, table) = scope.Follow([.. path.Hops, new BoundHop(false, path.Field, target)]);
        return new LinkColumn(target.Id, [scope.Column(path), NameOf(alias, table), $"{alias}.deleted_at is not null"]);
    }

    public static string NameOf(string alias, TypeTable table) => table.NameColumn == "''" ? "''" : $"{alias}.{table.NameColumn}";

    public override object? Read(DbDataReader reader, Dialect dialect, ref int ordinal)
    {
        var at = ordinal;
        ordinal += 3;
        return reader.IsDBNull(at)
            ? null
            : new RecordLink(
                _type,
                reader.GetInt64(at),
                reader.IsDBNull(at + 1) ? "" : reader.GetString(at + 1),
                (bool)dialect.Read(reader, at + 2, StorageKind.Boolean, 0)!);
    }
}

/// <summary>A many-valued field: the row says whose, the values come for the whole page at once.</summary>
internal sealed class ManyColumn(FieldColumns columns, string owner) : ColumnPlan
{
    public FieldColumns Columns { get; } = columns;

    public override IReadOnlyList<string> Expressions { get; } = [owner];

    public override object? Read(DbDataReader reader, Dialect dialect, ref int ordinal) => dialect.Read(reader, ordinal++, StorageKind.Integer, 0);
}
