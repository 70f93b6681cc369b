using CrmPlatform.Content.Importing.Rows;
using CrmPlatform.Content.Jobs;

namespace CrmPlatform.Content.Importing.Running;

/// <summary>
/// The slices that share a transaction: enough rows that its commit is a small part of their cost, few enough to be kept in case
/// they must be done again one by one.
/// </summary>
internal sealed class SliceBatch(IAsyncEnumerator<IReadOnlyList<ImportRow>> slices)
{
    /// <summary>On SQLite a commit of 4,000 rows costs a third per row of what one of 400 costs; beyond, little is won.</summary>
    private const int MostRows = 5_000;

    private readonly List<IReadOnlyList<ImportRow>> _slices = [];
    private int _rows;
    private int _characters;

    public IReadOnlyList<IReadOnlyList<ImportRow>> Slices => _slices;

    public IReadOnlyList<ImportRow> Current => slices.Current;

    /// <summary>Begins anew with the next slice; false when there is none.</summary>
    public ValueTask<bool> NextAsync()
    {
        _slices.Clear();
        (_rows, _characters) = (0, 0);
        return TakeAsync();
    }

    /// <summary>Goes on with the next slice while there is room.</summary>
    public ValueTask<bool> MoreAsync() =>
        _rows < MostRows && _characters < SliceSize.MostCharacters ? TakeAsync() : ValueTask.FromResult(false);

    private async ValueTask<bool> TakeAsync()
    {
        if (!await slices.MoveNextAsync())
        {
            return false;
        }

        _slices.Add(slices.Current);
        _rows += slices.Current.Count;
        _characters += slices.Current.Sum(row => row.Size);
        return true;
    }
}
