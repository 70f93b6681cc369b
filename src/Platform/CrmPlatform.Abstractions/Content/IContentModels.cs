namespace CrmPlatform.Content;

/// <summary>The effective model of the current tenant.</summary>
public interface IContentModels
{
    ValueTask<ContentModel> GetAsync(CancellationToken cancellationToken);
}
