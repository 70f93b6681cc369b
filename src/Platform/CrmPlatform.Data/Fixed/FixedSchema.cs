using System.Collections.Concurrent;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Identity;
using CrmPlatform.Data.Schema;
using CrmPlatform.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace CrmPlatform.Data.Fixed;

/// <summary>Makes the fixed tables that are missing, and the columns and indexes missing in those that are there.</summary>
internal static class FixedSchema
{
    /// <summary>Goes up with every change of the model; a database of this version is not looked at.</summary>
    public const int Version = 4;

    private static readonly ConcurrentDictionary<DatabaseKind, string> _whole = new();

    /// <summary>In the link's transaction, under the tenant's lock.</summary>
    public static async Task ConvergeAsync(Link link, CancellationToken cancellationToken)
    {
        var there = await PhysicalSchema.ReadAsync(link, cancellationToken);
        var fresh = !there.Tables.Keys.Any(t => t.StartsWith("sys_", StringComparison.Ordinal));
        if (fresh && _whole.TryGetValue(link.Dialect.Kind, out var whole))
        {
            await link.RunScriptAsync(whole, cancellationToken);
            return;
        }

        var script = await ScriptAsync(link, there, cancellationToken);
        if (script.Length > 0)
        {
            await link.RunScriptAsync(script, cancellationToken);
        }

        if (fresh)
        {
            _whole[link.Dialect.Kind] = script;
        }
    }

    /// <summary>All statements for an empty database.</summary>
    public static async Task<string> WholeAsync(Link link, CancellationToken cancellationToken) =>
        await ScriptAsync(link, PhysicalSchema.Nothing, cancellationToken);

    private static async Task<string> ScriptAsync(Link link, PhysicalSchema there, CancellationToken cancellationToken)
    {
        await using var context = await TenantDbContext.OnAsync(link.Connection, link.Transaction, cancellationToken);
        var model = context.GetService<IDesignTimeModel>().Model;
        var operations = context.GetService<IMigrationsModelDiffer>()
            .GetDifferences(null, model.GetRelationalModel())
            .SelectMany(operation => Missing(operation, there))
            .ToList();
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(operations, model);
        return string.Join('\n', commands.Select(command => command.CommandText));
    }

    private static IEnumerable<MigrationOperation> Missing(MigrationOperation operation, PhysicalSchema there) =>
        operation switch
        {
            CreateTableOperation table when there.Tables.TryGetValue(table.Name, out var columns) =>
                table.Columns.Where(column => !columns.Contains(column.Name)).Select(column => Checked(column, table.Name)),
            CreateTableOperation => [operation],
            CreateIndexOperation index => there.Indexes.ContainsKey(index.Name) ? [] : [operation],
            _ => throw new NotSupportedException($"The fixed tables' model asks for a {operation.GetType().Name}."),
        };

    private static AddColumnOperation Checked(AddColumnOperation column, string table) =>
        column.IsNullable || column.DefaultValue is not null || column.DefaultValueSql is not null
            ? column
            : throw new InvalidOperationException($"Column {table}.{column.Name} is new and must be nullable or have a default: the rows that are there have no value for it.");
}
