using System.Text;
using Microsoft.EntityFrameworkCore;

namespace CrmPlatform.Data.Fixed;

/// <summary>
/// The shape of the fixed tables beside Identity's. They are read and written by hand-made statements; the classes are here for
/// convergence alone. A change here needs a new <see cref="FixedSchema.Version"/>; a new column must be nullable or have a default.
/// </summary>
internal static class FixedTablesModel
{
    public static void Add(ModelBuilder builder)
    {
        Table<StateTable>(builder, "sys_state", nameof(StateTable.Id));
        Table<SequenceTable>(builder, "sys_sequence", nameof(SequenceTable.Id));
        Table<NumberTable>(builder, "sys_numbers", nameof(NumberTable.Sequence));
        Table<ColumnTable>(builder, "sys_columns", nameof(ColumnTable.TableName), nameof(ColumnTable.ColumnName), nameof(ColumnTable.Shape));
        Table<BackfillTable>(builder, "sys_backfills", nameof(BackfillTable.Id));
        Table<UnmadeKeyTable>(builder, "sys_unmade_keys", nameof(UnmadeKeyTable.Type), nameof(UnmadeKeyTable.KeyId));
        Table<ActorTable>(builder, "sys_actors", nameof(ActorTable.Id)).HasIndex(a => a.Actor).IsUnique();
        Table<ActTable>(builder, "sys_acts", nameof(ActTable.Id));
        Table<CreatedRangeTable>(builder, "sys_created_ranges", nameof(CreatedRangeTable.Act), nameof(CreatedRangeTable.FirstId));
        AddHistory(builder);
        AddOutbox(builder);
        Table<RateTable>(builder, "sys_rates", nameof(RateTable.Currency), nameof(RateTable.FromDay));
        Table<JobTable>(builder, "sys_jobs", nameof(JobTable.Id)).HasIndex(j => new { j.Kind, j.Finished });
    }

    private static void AddHistory(ModelBuilder builder)
    {
        var history = Table<HistoryTable>(builder, "sys_history", nameof(HistoryTable.Id));
        history.HasIndex(h => new { h.Type, h.Record, h.Id });
        history.HasIndex(h => new { h.Act, h.Id });
        var moves = Table<StageMoveTable>(builder, "sys_stage_moves", nameof(StageMoveTable.Id));
        moves.HasIndex(m => new { m.Type, m.Record, m.At });
        moves.HasIndex(m => m.Act);
    }

    private static void AddOutbox(ModelBuilder builder)
    {
        Table<OutboxTable>(builder, "sys_outbox", nameof(OutboxTable.Id)).HasIndex(o => o.Due);
        Table<ScheduleTable>(builder, "sys_schedules", nameof(ScheduleTable.Key)).HasIndex(s => s.Due);
        Table<ReceiptTable>(builder, "sys_receipts", nameof(ReceiptTable.Message), nameof(ReceiptTable.Handler));
        Table<DeadLetterTable>(builder, "sys_dead_letters", nameof(DeadLetterTable.Id));
    }

    private static Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<T> Table<T>(ModelBuilder builder, string name, params string[] key)
        where T : class
    {
        var entity = builder.Entity<T>();
        entity.ToTable(name);
        entity.HasKey(key);
        foreach (var property in typeof(T).GetProperties())
        {
            entity.Property(property.Name).HasColumnName(SnakeCase(property.Name));
        }

        // Only a lone number that is called Id is given by the database, and not where there is one row.
        if (key is not ["Id"] || typeof(T) == typeof(StateTable) || typeof(T) == typeof(SequenceTable) || typeof(T) == typeof(DeadLetterTable))
        {
            foreach (var part in key)
            {
                entity.Property(part).ValueGeneratedNever();
            }
        }

        return entity;
    }

    private static string SnakeCase(string name)
    {
        var result = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && result.Length > 0)
            {
                result.Append('_');
            }

            result.Append(char.ToLowerInvariant(c));
        }

        return result.ToString();
    }
}
