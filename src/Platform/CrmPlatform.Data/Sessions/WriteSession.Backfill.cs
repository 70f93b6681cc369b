using CrmPlatform.Content;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Data.Records;

namespace CrmPlatform.Data.Sessions;

/// <summary>Filling columns that came later than their rows. The record's version stays: nobody changed it.</summary>
internal partial class WriteSession
{
    /// <summary>The next records in order of id that a backfill has not come to.</summary>
    public async Task<IReadOnlyList<ContentRecord>> NextForBackfillAsync(ContentType type, long task, int count, CancellationToken cancellationToken)
    {
        var table = await TableAsync(type, cancellationToken);
        var ids = await Link.ListAsync(
            $"select id from {table.Name} where id > (select position from sys_backfills where id = $1) order by id limit $2",
            [Arg.Integer(task), Arg.Integer(count)],
            row => row.Integer(0),
            cancellationToken);
        return await FindManyAsync(type, ids, cancellationToken);
    }

    /// <summary>Notes how far a backfill came, or (null) that it is done.</summary>
    public async Task NoteBackfillAsync(long task, long? position, CancellationToken cancellationToken) =>
        await (position is null
            ? Link.ExecuteAsync("delete from sys_backfills where id = $1", [Arg.Integer(task)], cancellationToken)
            : Link.ExecuteAsync("update sys_backfills set position = $1 where id = $2", [Arg.Integer(position), Arg.Integer(task)], cancellationToken));

    public async Task FillFieldAsync(ContentType type, ContentField field, ContentRecord record, CancellationToken cancellationToken)
    {
        if (record[field.Id] is not { } value)
        {
            return;
        }

        var columns = (await TableAsync(type, cancellationToken))[field];
        var values = new object?[columns.Names.Count];
        field.Storage.Write(value, values);
        await FillAsync(type, record, [.. columns.Names.Select((name, i) => (name, new Arg(values[i], columns.Columns[i].Kind, columns.Columns[i].Scale)))], cancellationToken);
    }

    public async Task FillKeyAsync(ContentType type, DuplicateKey key, ContentRecord record, string? value, CancellationToken cancellationToken)
    {
        var table = await TableAsync(type, cancellationToken);
        await FillAsync(type, record, [(table.DuplicateColumn(key), Arg.Text(value))], cancellationToken);
    }

    public async Task FillSearchTextAsync(ContentType type, ContentRecord record, CancellationToken cancellationToken)
    {
        var text = SearchableText.Of(type, record.Values);
        if (await FillAsync(type, record, [(Naming.SearchColumn, new Arg(RowWriter.SearchValue(text), StorageKind.Text))], cancellationToken))
        {
            await ReplaceSearchTextAsync(await TableAsync(type, cancellationToken), record.Id, text, cancellationToken);
        }
    }

    /// <summary>False when somebody wrote the record in the meantime: then it is whole already.</summary>
    private async Task<bool> FillAsync(ContentType type, ContentRecord record, IReadOnlyList<(string Column, Arg Value)> values, CancellationToken cancellationToken)
    {
        var table = await TableAsync(type, cancellationToken);
        var sql = new SqlText().Add("update ").Add(table.Name).Add(" set ");
        for (var i = 0; i < values.Count; i++)
        {
            sql.Add(i == 0 ? "" : ", ").Add(values[i].Column).Add(" = ").AddArg(values[i].Value);
        }

        sql.Add(" where id = ").AddArg(Arg.Integer(record.Id)).Add(" and version = ").AddArg(Arg.Integer(record.Version));
        return await Link.ExecuteAsync(sql, cancellationToken) == 1;
    }
}
