using CrmPlatform.Data.Dialects;
using Npgsql;

namespace CrmPlatform.Data.Connections;

/// <summary>What a PostgreSQL database needs before the first table: the schema, trigrams, and folding.</summary>
internal static class PostgresSetup
{
    /// <summary>
    /// The same as <see cref="Content.TextFolding.Fold"/>. The collation makes lower() know all letters, whatever the database's own is.
    /// </summary>
    private const string Fold =
        """
        create or replace function {schema}.crm_fold(value text) returns text language sql immutable strict parallel safe as $fold$
          select translate(
            replace(replace(replace(replace(replace(
              lower(regexp_replace(normalize(value, NFD), U&'[\0300-\036F]', '', 'g') collate "{collation}"),
              U&'\00DF', 'ss'), U&'\1E9E', 'ss'), U&'\00E6', 'ae'), U&'\0153', 'oe'), U&'\0131', 'i'),
            U&'\00F8\0111\0142', 'odl') collate "C"
        $fold$;
        """;

    public static async Task RunAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        if (await ExistsAsync(connection, schema, cancellationToken))
        {
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            // Two hosts may come at once, and "if not exists" is no guard against that.
            await ExecuteAsync(connection, "select pg_advisory_xact_lock(5317)", cancellationToken);
            await ExecuteAsync(connection, "create extension if not exists pg_trgm with schema public", cancellationToken);
            await ExecuteAsync(connection, $"create schema if not exists {Dialect.Quote(schema)}", cancellationToken);
            var collation = await CollationAsync(connection, cancellationToken);
            await ExecuteAsync(
                connection,
                Fold.Replace("{schema}", Dialect.Quote(schema), StringComparison.Ordinal).Replace("{collation}", collation, StringComparison.Ordinal),
                cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (NpgsqlException error)
        {
            throw PostgresDialect.Instance.Translate(error);
        }
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select to_regproc(quote_ident($1) || '.crm_fold') is not null", connection);
        command.Parameters.Add(PostgresDialect.Bind(Arg.Text(schema)));
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<string> CollationAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select collname from pg_collation where collname in ('und-x-icu', 'C.utf8', 'C.UTF-8') order by collname = 'und-x-icu' desc limit 1", connection);
        return (string?)await command.ExecuteScalarAsync(cancellationToken) ?? "default";
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
