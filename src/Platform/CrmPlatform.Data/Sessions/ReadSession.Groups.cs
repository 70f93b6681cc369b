using CrmPlatform.Content.Queries;
using CrmPlatform.Data.Queries;
using CrmPlatform.Data.Records;

namespace CrmPlatform.Data.Sessions;

/// <summary>Groups, and the figures of a funnel.</summary>
internal partial class ReadSession
{
    public async ValueTask<IReadOnlyList<StageFigures>> StageFiguresAsync(
        BoundQuery scope, string pipeline, IReadOnlyList<string> stages, DateTimeOffset? from, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var statement = new StageFiguresStatement(scope, Dialect, await NamesAsync(cancellationToken), pipeline, stages, from, until);
        var stays = await Link.ListAsync(
            statement.Stays, row => (Stage: row.Text(0), Current: row.Integer(1), Seconds: row.Real(2), Stays: row.Integer(3)), cancellationToken);
        var furthest = await Link.ListAsync(
            statement.Furthest, row => (Index: (int)row.Integer(0), Records: row.Integer(1), Won: row.Integer(2)), cancellationToken);
        return [.. stages.Select((stage, index) =>
        {
            var stay = stays.FirstOrDefault(s => s.Stage.Equals(stage, StringComparison.OrdinalIgnoreCase));
            var last = furthest.FirstOrDefault(f => f.Index == index + 1);
            return new StageFigures(stage, stay.Current, last.Records, last.Won, stay.Seconds, stay.Stays);
        })];
    }

    private async ValueTask<QueryPage> GroupsAsync(BoundQuery query, NameMap names, CancellationToken cancellationToken)
    {
        var offset = GroupCursor.Read(query);
        var statement = new GroupStatement(query, Dialect, names, offset, query.Limit + 1);
        var rows = new List<QueryRow>();
        await using var reader = await Link.ReaderAsync(statement.Sql.ToString(), statement.Sql.Args, cancellationToken);
        while (await Link.ReadAsync(reader, cancellationToken))
        {
            rows.Add(statement.Read(reader));
        }

        var hasMore = rows.Count > query.Limit;
        if (hasMore)
        {
            rows.RemoveAt(rows.Count - 1);
        }

        return new QueryPage(statement.Columns, rows, hasMore ? GroupCursor.Write(query, offset + query.Limit) : null);
    }
}
