namespace CrmPlatform.Data.Fixed;

/// <summary>One row: what is on in the tenant, and its stamp.</summary>
internal sealed class StateTable
{
    public long Id { get; set; }
    public required string Stamp { get; set; }

    /// <summary>See <see cref="Records.NameMap"/>.</summary>
    public string? Names { get; set; }
    public required string Features { get; set; }
    public required string Recipes { get; set; }
    public string? Own { get; set; }
    public required string Settings { get; set; }
    public required string Upgrades { get; set; }

    /// <summary>Null while tables, indexes or backfills for the state are not all done.</summary>
    public string? ModelHash { get; set; }
}

/// <summary>One row: the next id that no block holds.</summary>
internal sealed class SequenceTable
{
    public long Id { get; set; }
    public long Next { get; set; }
}

internal sealed class NumberTable
{
    public required string Sequence { get; set; }
    public long Last { get; set; }
}

/// <summary>Which column of a table holds which column of the model, by its shape.</summary>
internal sealed class ColumnTable
{
    public required string TableName { get; set; }
    public required string ColumnName { get; set; }
    public required string Shape { get; set; }
    public required string Physical { get; set; }

    /// <summary>Duplicate keys and searchable text: the fields that it is made of now; null while it is not used.</summary>
    public string? Definition { get; set; }
}

/// <summary>A column of a table with rows that is still to be filled.</summary>
internal sealed class BackfillTable
{
    public long Id { get; set; }
    public required string TypeId { get; set; }

    /// <summary>field, key or search.</summary>
    public required string Kind { get; set; }
    public required string Name { get; set; }

    /// <summary>Records up to this id are done.</summary>
    public long Position { get; set; }
}

/// <summary>A unique key that is not enforced because there are duplicates.</summary>
internal sealed class UnmadeKeyTable
{
    public required string Type { get; set; }
    public required string KeyId { get; set; }
    public required string TableName { get; set; }
    public required string ColumnName { get; set; }
}

internal sealed class ActorTable
{
    public long Id { get; set; }
    public required string Actor { get; set; }
    public required string Name { get; set; }
}

internal sealed class ActTable
{
    public long Id { get; set; }
    public required string Kind { get; set; }
    public string? Title { get; set; }
    public long Actor { get; set; }
    public DateTime At { get; set; }
    public long State { get; set; }
    public long Created { get; set; }
    public long Updated { get; set; }
    public long Deleted { get; set; }
    public long? UndoneBy { get; set; }
}

internal sealed class CreatedRangeTable
{
    public long Act { get; set; }
    public required string Type { get; set; }
    public long FirstId { get; set; }
    public long LastId { get; set; }
}

internal sealed class HistoryTable
{
    public long Id { get; set; }
    public long Act { get; set; }
    public required string Type { get; set; }
    public long Record { get; set; }
    public long Kind { get; set; }
    public long Version { get; set; }
    public DateTime At { get; set; }
    public long Actor { get; set; }
    public string? Changes { get; set; }
}

internal sealed class StageMoveTable
{
    public long Id { get; set; }
    public required string Type { get; set; }
    public long Record { get; set; }
    public required string Pipeline { get; set; }
    public string? FromStage { get; set; }
    public required string ToStage { get; set; }
    public DateTime At { get; set; }
    public long Actor { get; set; }
    public long Act { get; set; }
}

internal sealed class OutboxTable
{
    public long Id { get; set; }
    public required string Kind { get; set; }
    public required string Payload { get; set; }

    /// <summary>The records that the event tells of, see <see cref="Outbox.Subjects"/>.</summary>
    public string? Subjects { get; set; }
    public long Depth { get; set; }
    public long Attempt { get; set; }

    /// <summary>Not before this: when it was written, when its lease ends, or when it is to be tried again.</summary>
    public DateTime Due { get; set; }
    public DateTime CreatedAt { get; set; }
}

internal sealed class ScheduleTable
{
    public required string Key { get; set; }
    public required string Kind { get; set; }
    public required string Payload { get; set; }
    public DateTime Due { get; set; }
}

internal sealed class ReceiptTable
{
    public long Message { get; set; }
    public required string Handler { get; set; }
}

internal sealed class DeadLetterTable
{
    public long Id { get; set; }
    public required string Kind { get; set; }
    public required string Payload { get; set; }
    public long Depth { get; set; }
    public long Attempt { get; set; }
    public required string Reason { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime FailedAt { get; set; }
}

internal sealed class RateTable
{
    public required string Currency { get; set; }
    public DateOnly FromDay { get; set; }

    /// <summary>As text: exact on both databases.</summary>
    public required string Rate { get; set; }
}

internal sealed class JobTable
{
    public long Id { get; set; }
    public required string Kind { get; set; }
    public required string State { get; set; }
    public bool Finished { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime UpdatedAt { get; set; }
}
