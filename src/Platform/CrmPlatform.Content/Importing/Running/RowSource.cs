using System.Runtime.CompilerServices;
using System.Threading.Channels;
using CrmPlatform.Content.Importing.Files;
using CrmPlatform.Content.Importing.Rows;
using CrmPlatform.Content.Jobs;

namespace CrmPlatform.Content.Importing.Running;

/// <summary>
/// Reads and converts the rows of a pass on a thread of its own, a little ahead of the writer, and cuts them into slices.
/// </summary>
internal sealed class RowSource(ImportJob job, RowConverter converter, IImportFiles files, SliceSize size)
{
    private const int BatchRows = 100;
    private const int BatchCharacters = 256 * 1024;
    private const int BatchesAhead = 16;

    private readonly Channel<List<ImportRow>> _batches = Channel.CreateBounded<List<ImportRow>>(
        new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });

    /// <summary>
    /// Slices of at most the size of the moment. No two rows of a slice have the same match: the second is about the record
    /// that the first leaves.
    /// </summary>
    public async IAsyncEnumerable<IReadOnlyList<ImportRow>> SlicesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.Run(() => ReadAsync(stop.Token), CancellationToken.None);
        try
        {
            var slice = new Slice(size);
            await foreach (var batch in _batches.Reader.ReadAllAsync(cancellationToken))
            {
                foreach (var row in batch)
                {
                    if (!slice.Takes(row))
                    {
                        yield return slice.Rows;
                        slice = new Slice(size);
                    }

                    slice.Add(row);
                }
            }

            if (slice.Rows.Count > 0)
            {
                yield return slice.Rows;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var rows = job.Pass == 0
                ? CsvRows.Open(files.PathOf(job.Folder, ImportFileNames.Source), job.FileName, job.Format.Encoding, job.Format.Delimiter)
                : CsvRows.Open(files.PathOf(job.Folder, ImportJob.WaitingFile(job.Pass)), job.FileName, "utf-8", ',');
            for (var behind = -1L; behind < job.PassRows; behind++)
            {
                await rows.ReadAsync(cancellationToken);
            }

            await SendAsync(rows, cancellationToken);
            _batches.Writer.Complete();
        }
        catch (Exception error)
        {
            _batches.Writer.Complete(error);
        }
    }

    private async Task SendAsync(CsvRows rows, CancellationToken cancellationToken)
    {
        var batch = new List<ImportRow>(BatchRows);
        var characters = 0;
        while (await rows.ReadAsync(cancellationToken))
        {
            var row = converter.Convert(rows.Line, rows.Cells(), waited: job.Pass > 0);
            batch.Add(row);
            characters += row.Size;
            if (batch.Count == BatchRows || characters > BatchCharacters)
            {
                await _batches.Writer.WriteAsync(batch, cancellationToken);
                batch = new List<ImportRow>(BatchRows);
                characters = 0;
            }
        }

        if (batch.Count > 0)
        {
            await _batches.Writer.WriteAsync(batch, cancellationToken);
        }
    }

    private sealed class Slice(SliceSize size)
    {
        private readonly HashSet<object> _matches = [];
        private int _characters;

        public List<ImportRow> Rows { get; } = [];

        public bool Takes(ImportRow row) =>
            Rows.Count == 0
            || (Rows.Count < size.Rows
                && _characters + row.Size <= SliceSize.MostCharacters
                && (row.MatchKey is null || !_matches.Contains(row.MatchKey)));

        public void Add(ImportRow row)
        {
            Rows.Add(row);
            _characters += row.Size;
            if (row.MatchKey is { } match)
            {
                _matches.Add(match);
            }
        }
    }
}
