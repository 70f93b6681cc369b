using System.Text;
using CrmPlatform.Content;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Data.Records;
using CrmPlatform.Tenants;

namespace CrmPlatform.Data.Schema;

/// <summary>
/// Makes the tables and columns that a model needs and that are not there, in the caller's transaction and under the tenant's lock.
/// Nothing is dropped, renamed or retyped. What is left to do afterwards (filling new columns of old rows, indexes) is noted in the
/// same transaction or can be seen by comparing, so a kill loses nothing.
/// </summary>
internal sealed class TableConvergence
{
    private readonly Link _link;
    private readonly PhysicalSchema _there;
    private readonly Catalogue _catalogue;
    private readonly StringBuilder _script = new();
    private readonly List<(string Type, string Kind, string Name)> _backfills = [];

    private TableConvergence(Link link, PhysicalSchema there, Catalogue catalogue)
    {
        _link = link;
        _there = there;
        _catalogue = catalogue;
    }

    /// <returns>The text of the map of names, for the tenant's state.</returns>
    public static async Task<string?> RunAsync(Link link, ContentModel model, CancellationToken cancellationToken)
    {
        var convergence = new TableConvergence(
            link, await PhysicalSchema.ReadAsync(link, cancellationToken), await Catalogue.LoadAsync(link, cancellationToken));
        return await convergence.RunAsync(model, cancellationToken);
    }

    private async Task<string?> RunAsync(ContentModel model, CancellationToken cancellationToken)
    {
        var created = new List<ContentType>();
        foreach (var type in model.Types.Values.OrderBy(t => t.Id, StringComparer.OrdinalIgnoreCase))
        {
            var isNew = !_there.Tables.ContainsKey(Naming.Table(type));
            await ConvergeAsync(type, isNew, cancellationToken);
            if (isNew)
            {
                created.Add(type);
            }
        }

        var names = _catalogue.Names();
        AddIndexes(created, NameMap.Parse(names));
        if (_script.Length > 0)
        {
            await _link.RunScriptAsync(_script.ToString(), cancellationToken);
        }

        await _catalogue.SaveAsync(_link, cancellationToken);
        await NoteBackfillsAsync(cancellationToken);
        return names;
    }

    private async Task ConvergeAsync(ContentType type, bool isNew, CancellationToken cancellationToken)
    {
        var table = Naming.Table(type);
        var there = isNew ? new HashSet<string>(StringComparer.OrdinalIgnoreCase) : _there.Tables[table];
        var missing = new List<string>();
        var hasRows = !isNew && await HasRowsAsync(table, cancellationToken);
        AddFields(type, table, there, missing, hasRows);
        AddKeys(type, table, there, missing, hasRows);
        AddSearch(type, table, there, missing, hasRows);
        WriteTable(table, isNew, missing);
        foreach (var field in type.Fields.Values.Where(f => f.IsMany))
        {
            WriteChild(type, table, field);
        }
    }

    private void AddFields(ContentType type, string table, HashSet<string> there, List<string> missing, bool hasRows)
    {
        foreach (var field in type.Fields.Values.Where(f => !f.IsMany && !Naming.SystemColumns.ContainsKey(f.Id)))
        {
            var columns = field.Storage.Columns;
            var isOld = false;
            var isFuller = false;
            for (var i = 0; i < columns.Count; i++)
            {
                var entry = _catalogue.Column(table, columns[i].Name, Naming.Shape(columns[i]), there);
                var isMissing = Need(there, missing, entry.Physical, columns[i].Kind);
                isOld |= i == 0 && !isMissing;
                isFuller |= i > 0 && isMissing;
            }

            // A storage that grew (text that is folded from now on): the further columns are filled from the first.
            if (isOld && isFuller && hasRows)
            {
                _backfills.Add((type.Id, BackfillKinds.Field, field.Id));
            }
        }
    }

    private void AddKeys(ContentType type, string table, HashSet<string> there, List<string> missing, bool hasRows)
    {
        var used = new HashSet<Catalogue.Entry>(ReferenceEqualityComparer.Instance);
        foreach (var key in type.DuplicateKeys)
        {
            var entry = _catalogue.Column(table, key.Column, Naming.KeyShape(key), there);
            Need(there, missing, entry.Physical, StorageKind.Text);
            used.Add(entry);
            if (entry.Define("on") && hasRows)
            {
                _backfills.Add((type.Id, BackfillKinds.Key, key.Id));
            }
        }

        foreach (var entry in _catalogue.Keys(table).Where(e => !used.Contains(e)).ToList())
        {
            entry.Define(null);
        }
    }

    private void AddSearch(ContentType type, string table, HashSet<string> there, List<string> missing, bool hasRows)
    {
        var searched = type.OrderedFields.Where(f => f.Searchable).Select(f => $"{f.Id}:{f.Type}").ToList();
        var entry = _catalogue.Search(table);
        if (searched.Count == 0)
        {
            entry.Define(null);
            return;
        }

        Need(there, missing, Naming.SearchColumn, StorageKind.Text);
        if (_link.Dialect.Kind == DatabaseKind.Sqlite && !_there.Tables.ContainsKey(Naming.SearchIndex(type)))
        {
            _script.Append("create virtual table ").Append(Dialect.Quote(Naming.SearchIndex(type)))
                .AppendLine(" using fts5(text, content='', contentless_delete=1, tokenize='trigram case_sensitive 1');");
        }

        if (entry.Define(string.Join(',', searched)) && hasRows)
        {
            _backfills.Add((type.Id, BackfillKinds.Search, Naming.SearchColumn));
        }
    }

    /// <summary>Adds a column to those to be made when it is not there; whether it was missing.</summary>
    private bool Need(HashSet<string> there, List<string> missing, string column, StorageKind kind)
    {
        if (!there.Add(column))
        {
            return false;
        }

        missing.Add($"{Dialect.Quote(column)} {_link.Dialect.ColumnType(kind)}");
        return true;
    }

    private void WriteTable(string table, bool isNew, List<string> missing)
    {
        if (!isNew)
        {
            foreach (var column in missing)
            {
                _script.Append("alter table ").Append(Dialect.Quote(table)).Append(" add column ").Append(column).AppendLine(";");
            }

            return;
        }

        _script.Append("create table ").Append(Dialect.Quote(table)).Append(" (");
        foreach (var id in Naming.SystemOrder)
        {
            var (column, kind) = Naming.SystemColumns[id];
            _script.Append(Dialect.Quote(column)).Append(' ').Append(_link.Dialect.ColumnType(kind)).Append(id switch
            {
                SystemFields.Id => " primary key, ",
                SystemFields.Version => " not null, ",
                _ => ", ",
            });
        }

        _script.AppendJoin(", ", missing);
        Trim();
        _script.AppendLine(");");
    }

    /// <summary>Takes back the comma behind the last column.</summary>
    private void Trim()
    {
        if (_script[^1] == ' ' && _script[^2] == ',')
        {
            _script.Length -= 2;
        }
    }

    private void WriteChild(ContentType type, string table, ContentField field)
    {
        var entry = _catalogue.Child(table, type, field, _there.Tables);
        if (_there.Tables.ContainsKey(entry.Physical))
        {
            return;
        }

        var dialect = _link.Dialect;
        var columns = field.Storage.Columns.Select((c, i) => $"{Dialect.Quote(TypeTable.ChildColumn(i))} {dialect.ColumnType(c.Kind)}");
        _script.Append("create table ").Append(Dialect.Quote(entry.Physical))
            .Append(" (record ").Append(dialect.ColumnType(StorageKind.Integer)).Append(" not null, pos ").Append(dialect.ColumnType(StorageKind.Integer)).Append(" not null, ")
            .AppendJoin(", ", columns).Append(", primary key (record, pos))")
            .AppendLine(dialect.Kind == DatabaseKind.Sqlite ? " without rowid;" : ";");
    }

    /// <summary>Indexes of tables that are new are made at once: there is nothing in them yet.</summary>
    private void AddIndexes(List<ContentType> created, NameMap names)
    {
        foreach (var index in created.SelectMany(type => IndexPlan.Of(TypeTable.Of(type, names), _link.Dialect.Kind)).Where(i => !_there.Indexes.ContainsKey(i.Name)))
        {
            _script.Append(index.Statement(concurrently: false)).AppendLine(";");
        }
    }

    private async Task NoteBackfillsAsync(CancellationToken cancellationToken)
    {
        foreach (var (type, kind, name) in _backfills)
        {
            await _link.ExecuteAsync(
                "delete from sys_backfills where type_id = $1 and kind = $2 and name = $3", [Arg.Text(type), Arg.Text(kind), Arg.Text(name)], cancellationToken);
            await _link.ExecuteAsync(
                "insert into sys_backfills (type_id, kind, name, position) values ($1, $2, $3, 0)", [Arg.Text(type), Arg.Text(kind), Arg.Text(name)], cancellationToken);
        }
    }

    private async Task<bool> HasRowsAsync(string table, CancellationToken cancellationToken) =>
        await _link.FirstAsync($"select 1 from {Dialect.Quote(table)} limit 1", [], _ => true, cancellationToken);
}

/// <summary>What a backfill fills.</summary>
internal static class BackfillKinds
{
    public const string Field = "field";
    public const string Key = "key";
    public const string Search = "search";
}
