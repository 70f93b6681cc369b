using CrmPlatform.Content;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Data.Records;

namespace CrmPlatform.Data.Sessions;

/// <summary>Finding records by what they hold or point to, and their names.</summary>
internal partial class ReadSession
{
    public async ValueTask<IReadOnlyList<(object Value, long Id)>> FindByValuesAsync(
        ContentType type, ContentField field, IReadOnlyCollection<object> values, CancellationToken cancellationToken)
    {
        if (values.Count == 0)
        {
            return [];
        }

        var table = await TableAsync(type, cancellationToken);
        var columns = table[field];
        var folded = field.Storage.FoldedColumn >= 0;
        var index = folded ? field.Storage.FoldedColumn : 0;
        var folds = !folded && columns.Columns[0].Folds;
        var name = $"{(columns.Child is null ? "t" : "c")}.{columns.Names[index]}";
        var expression = folds ? Dialect.Fold(name) : name;
        var given = values.ToLookup(value => (folded || folds) && value is string text ? TextFolding.Fold(text) : value);
        var sql = new SqlText().Add("/*").Add(table.Tag).Add("*/ select ").Add(expression).Add(", t.id from ").Add(table.Name).Add(" t");
        sql.Add(columns.Child is null ? "" : $" join {columns.Child} c on c.record = t.id").Add(" where t.deleted_at is null and ");
        sql.Add(Dialect.In(sql, expression, [.. given.Select(g => g.Key)], columns.Columns[index].Kind, columns.Columns[index].Scale));
        var rows = await Link.ListAsync(
            sql, row => (Value: row[0, columns.Columns[index].Kind, columns.Columns[index].Scale]!, Id: row.Integer(1)), cancellationToken);
        return [.. rows.SelectMany(row => given[row.Value].Select(value => (value, row.Id)))];
    }

    public async ValueTask<IReadOnlyList<(string Value, long Id)>> FindByDuplicateKeyAsync(
        ContentType type, DuplicateKey key, IReadOnlyCollection<string> values, CancellationToken cancellationToken)
    {
        if (values.Count == 0)
        {
            return [];
        }

        var table = await TableAsync(type, cancellationToken);
        var column = table.DuplicateColumn(key);
        var sql = new SqlText().Add("/*").Add(table.Tag).Add("*/ select ").Add(column).Add(", id from ").Add(table.Name).Add(" where deleted_at is null and ");
        sql.Add(Dialect.In(sql, column, [.. values], StorageKind.Text, 0));
        return await Link.ListAsync(sql, row => (row.Text(0), row.Integer(1)), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<IReadOnlyList<long>>> DuplicateGroupsAsync(
        ContentType type, DuplicateKey key, int limit, CancellationToken cancellationToken)
    {
        var table = await TableAsync(type, cancellationToken);
        var column = table.DuplicateColumn(key);
        var sql = new SqlText().Add("/*").Add(table.Tag).Add("*/ select ").Add(column).Add(", id from ").Add(table.Name)
            .Add(" where deleted_at is null and ").Add(column).Add(" in (select ").Add(column).Add(" from ").Add(table.Name)
            .Add(" where deleted_at is null and ").Add(column).Add(" is not null group by ").Add(column)
            .Add(" having count(*) > 1 order by ").Add(column).Add(" limit ").Add(limit).Add(") order by ").Add(column).Add(", id");
        var rows = await Link.ListAsync(sql, row => (Value: row.Text(0), Id: row.Integer(1)), cancellationToken);
        return [.. rows.GroupBy(r => r.Value, StringComparer.Ordinal).Select(g => (IReadOnlyList<long>)[.. g.Select(r => r.Id)])];
    }

    public async ValueTask<IReadOnlyDictionary<RecordRef, RecordLink>> NamesAsync(
        ContentModel model, IReadOnlyCollection<RecordRef> records, CancellationToken cancellationToken)
    {
        var links = new Dictionary<RecordRef, RecordLink>(records.Count);
        var asked = new List<(ContentType Type, string Name)>();
        var statements = new List<SqlText>();
        foreach (var group in records.Distinct().GroupBy(r => r.Type, StringComparer.OrdinalIgnoreCase))
        {
            if (model.Find(group.Key) is { } type)
            {
                asked.Add((type, group.Key));
                statements.Add(Names(await TableAsync(type, cancellationToken), [.. group.Select(r => r.Id)]));
            }
        }

        if (statements.Count > 0)
        {
            await Link.EachRowAsync(
                statements,
                (index, reader) =>
                {
                    var row = new Row(reader, Dialect);
                    var (type, name) = asked[index];
                    links[new RecordRef(name, row.Integer(0))] = new RecordLink(type.Id, row.Integer(0), row.TextOrNull(1) ?? "", row.Flag(2));
                },
                cancellationToken);
        }

        return links;
    }

    public async ValueTask<IReadOnlyList<(long Target, long Id)>> FindReferrersAsync(
        ContentType type, ContentField field, string targetType, IReadOnlyCollection<long> targets, int limit, CancellationToken cancellationToken)
    {
        if (targets.Count == 0)
        {
            return [];
        }

        var table = await TableAsync(type, cancellationToken);
        var columns = table[field];
        var number = columns.Names[columns.IndexOf(StorageKind.Integer)];
        var sql = new SqlText().Add("/*").Add(table.Tag).Add("*/ select ").Add(number).Add(columns.Child is null ? ", id from " : ", record from ")
            .Add(columns.Child ?? table.Name).Add(" where ");
        AddIds(sql, number, targets);
        if (field.Type == Content.Definitions.FieldTypes.Reference)
        {
            sql.Add(" and ").Add(columns.Names[columns.IndexOf(StorageKind.Text)]).Add(" = ").AddArg(Arg.Text(targetType));
        }

        sql.Add(" limit ").Add(limit);
        return await Link.ListAsync(sql, row => (row.Integer(0), row.Integer(1)), cancellationToken);
    }

    private SqlText Names(TypeTable table, IReadOnlyCollection<long> ids)
    {
        var sql = new SqlText().Add("/*").Add(table.Tag).Add("*/ select id, ").Add(table.NameColumn).Add(", deleted_at is not null from ").Add(table.Name).Add(" where ");
        AddIds(sql, "id", ids);
        return sql;
    }
}
