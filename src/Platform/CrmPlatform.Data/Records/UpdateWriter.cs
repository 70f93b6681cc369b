using CrmPlatform.Content;
using CrmPlatform.Data.Dialects;

namespace CrmPlatform.Data.Records;

/// <summary>Writes the UPDATE of one record: its version and stamps, the columns of the named fields, and what is made of them.</summary>
internal sealed class UpdateWriter(TypeTable table, RecordWrite write, HashSet<string> fields, string? searchText)
{
    private readonly SqlText _sql = new();
    private readonly ContentRecord _record = write.Record;

    public SqlText Write(long expectedVersion)
    {
        _sql.Add("/*").Add(table.Tag).Add("*/ update ").Add(table.Name).Add(" set version = ").AddArg(Arg.Integer(_record.Version));
        SetSystem(SystemFields.UpdatedAt);
        SetSystem(SystemFields.UpdatedBy);
        SetNamedSystemFields();
        foreach (var field in table.Singles.Where(f => fields.Contains(f.Field.Id)))
        {
            SetField(field);
        }

        SetDuplicateKeys();
        if (searchText is not null)
        {
            Set(Naming.SearchColumn, new Arg(RowWriter.SearchValue(searchText), StorageKind.Text));
        }

        _sql.Add(" where id = ").AddArg(Arg.Integer(_record.Id)).Add(" and version = ").AddArg(Arg.Integer(expectedVersion));
        return _sql;
    }

    private void SetNamedSystemFields()
    {
        foreach (var id in Naming.SystemOrder)
        {
            if (id is SystemFields.Key or SystemFields.DeletedAt or SystemFields.CreatedAt or SystemFields.CreatedBy or SystemFields.CreatedAct
                && fields.Contains(id))
            {
                SetSystem(id);
            }
        }
    }

    private void SetSystem(string id)
    {
        var (column, kind) = Naming.SystemColumns[id];
        Set(Dialect.Quote(column), new Arg(_record.Values.GetValueOrDefault(id), kind));
    }

    private void SetField(FieldColumns field)
    {
        var values = new object?[field.Names.Count];
        field.Storage.Write(_record.Values.GetValueOrDefault(field.Field.Id), values);
        for (var i = 0; i < values.Length; i++)
        {
            Set(field.Names[i], new Arg(values[i], field.Columns[i].Kind, field.Columns[i].Scale));
        }
    }

    private void SetDuplicateKeys()
    {
        var keys = table.Type.DuplicateKeys;
        for (var i = 0; i < keys.Count; i++)
        {
            if (keys[i].Fields.Any(f => fields.Contains(f.Id)))
            {
                Set(table.DuplicateColumns[i], Arg.Text(write.DuplicateKeys[i]));
            }
        }
    }

    private void Set(string column, Arg value) => _sql.Add(", ").Add(column).Add(" = ").AddArg(value);
}
