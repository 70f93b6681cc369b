using System.Globalization;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Jobs;
using CrmPlatform.Errors;
using CrmPlatform.Localization;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Bulk;

/// <summary>One run of a bulk act, from where it stands to its end.</summary>
internal sealed class BulkRun(long id, IBulkSource source, IBulkWriter writer, BulkJobs jobs, DatabaseKind database, ITexts texts, TimeProvider time)
{
    /// <summary>Reasons that are kept; the rest is counted.</summary>
    private const int MostReasons = 20;

    private readonly SliceSize _size = new(database);

    public async Task<BulkJob> RunAsync(BulkJob job, CancellationToken cancellationToken)
    {
        var actor = job.Actor.ToActor();
        while (await source.NextAsync(job, _size.Rows, cancellationToken) is { Items.Count: > 0 } slice)
        {
            var start = time.GetTimestamp();
            job = await WriteAsync(actor, job, slice, cancellationToken);
            _size.Learn(slice.Items.Count, time.GetElapsedTime(start));
        }

        return job;
    }

    private async Task<BulkJob> WriteAsync(Actor actor, BulkJob job, BulkSlice slice, CancellationToken cancellationToken)
    {
        var left = slice.Items.ToList();
        var reasons = new List<string>();
        while (true)
        {
            var refused = slice.Items.Count - left.Count;
            BulkJob done = job;
            try
            {
                await writer.ApplyAsync(
                    new ChangeSet { Actor = actor, Act = new ActInfo(job.ActKind, job.Title, job.Act), Changes = [.. left.Select(i => i.Change)], Options = source.Options },
                    async (session, result, token) =>
                    {
                        var unchanged = result.Results.Count(r => r.Outcome == ChangeOutcome.Unchanged);
                        done = job with
                        {
                            After = slice.After,
                            Changed = job.Changed + left.Count - unchanged,
                            Unchanged = job.Unchanged + unchanged,
                            Refused = job.Refused + refused,
                            Reasons = [.. job.Reasons.Concat(reasons).Take(MostReasons)],
                        };
                        await jobs.UpdateAsync(session, id, done, token);
                    },
                    cancellationToken);
                return done;
            }
            catch (ValidationError error) when (error.Findings.Count > 0)
            {
                foreach (var index in error.Findings.Select(f => f.Change).Distinct().OrderDescending())
                {
                    var finding = error.Findings.First(f => f.Change == index);
                    Refuse(job, left[index], new UserError(finding.Code, finding.Args), left, reasons);
                }
            }
            catch (UserError error) when (ItemOf(error, left) is { } item)
            {
                Refuse(job, item, error, left, reasons);
            }
        }
    }

    /// <summary>The record that is gone or was changed by somebody else meanwhile; null for errors of the whole.</summary>
    private static BulkItem? ItemOf(UserError error, List<BulkItem> left) =>
        error is ConflictError conflict ? left.Find(i => i.Id == conflict.Record.Id)
        : error.Code == PlatformErrors.NotFound ? left.Find(i => Equals(error.Args.GetValueOrDefault("id"), i.Id))
        : null;

    private void Refuse(BulkJob job, BulkItem item, UserError error, List<BulkItem> left, List<string> reasons)
    {
        left.Remove(item);
        reasons.Add($"{item.Name}: {texts.Get(CultureInfo.GetCultureInfo(job.Culture), error)}");
    }
}
