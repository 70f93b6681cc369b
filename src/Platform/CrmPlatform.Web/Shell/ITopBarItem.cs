using CrmPlatform.Web.Pages.Records;

namespace CrmPlatform.Web.Shell;

/// <summary>Puts something into the top bar of every page, such as a bell. An extension point.</summary>
public interface ITopBarItem
{
    /// <summary>Null: nothing for this person.</summary>
    Task<PagePiece?> ForAsync(PageContext page);
}
