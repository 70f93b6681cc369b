using CrmPlatform.Errors;

namespace CrmPlatform.Content.Writing;

/// <summary>What the gates refuse.</summary>
public static class GateErrors
{
    public static readonly ErrorCode InBin = new("content.in-bin", "\"{record}\" is in the bin. Restore it first.", 422);
    public static readonly ErrorCode NotInBin = new("content.not-in-bin", "\"{record}\" is not in the bin. Only what is in the bin can be removed for good.", 422);
    public static readonly ErrorCode MissingTarget = new("content.missing-target", "{field} points to {type} {id}, which is not there.", 422);
    public static readonly ErrorCode BinnedTarget = new("content.binned-target", "{field}: \"{record}\" is in the bin and cannot be chosen.", 422);
    public static readonly ErrorCode WrongTarget = new("content.wrong-target", "{field} cannot point to {type}.", 422);
    public static readonly ErrorCode Duplicate = new("content.duplicate", "{key}: there is already \"{record}\" ({type} {id}).", 422);
    public static readonly ErrorCode DuplicateUnseen = new("content.duplicate-unseen", "{key}: there is already such a record of the type {type}, which you may not see.", 422);
    public static readonly ErrorCode Referred = new("content.referred", "\"{record}\" cannot be removed: {count} refer to it by {field}, among them {names}. Change or remove them first.", 422);
    public static readonly ErrorCode CascadeTooLarge = new("content.cascade-too-large", "Removing \"{record}\" would change more than {limit} other records. Change or remove those first.", 422);
    public static readonly ErrorCode UnknownPipeline = new("stage.unknown-pipeline", "{type} has no pipeline \"{pipeline}\". Known pipelines: {known}.", 422);
    public static readonly ErrorCode UnknownStage = new("stage.unknown", "The pipeline {pipeline} has no stage \"{stage}\". Known stages: {known}.", 422);
    public static readonly ErrorCode MoveNotAllowed = new("stage.move-not-allowed", "A record may not move from {from} to {to}. Allowed: {allowed}.", 422);
    public static readonly ErrorCode StageRequires = new("stage.requires", "To move to {stage}, fill in {field}.", 422);
    public static readonly ErrorCode LostReasonRequired = new("stage.lost-reason-required", "To move to {stage}, say why it was lost.", 422);
    public static readonly ErrorCode UnknownLostReason = new("stage.unknown-reason", "There is no reason \"{reason}\". Known reasons: {known}.", 422);
    public static readonly ErrorCode NoRate = new("money.no-rate", "{field}: there is no exchange rate of {currency} to {base} on {date} yet. Whoever sets up the firm enters it under Settings, Exchange rates.", 422);
    public static readonly ErrorCode UnknownAct = new("acts.unknown", "There is no act {act}.", 404);
    public static readonly ErrorCode AlreadyUndone = new("acts.already-undone", "This was undone already, by act {by}.", 409);
    public static readonly ErrorCode NotUndoable = new("acts.not-undoable", "A file that was exported cannot be taken back.", 409);
    public static readonly ErrorCode StillRunning = new("acts.still-running", "This is still running. Wait until it has ended.", 409);
    public static readonly ErrorCode BadKey = new("content.bad-key", "A key has at most {limit} characters.", 422);
    public static readonly ErrorCode KeyTwice = new("recipe.key-twice", "Recipe {recipe}: {type} has the key \"{key}\" twice.", 422);
    public static readonly ErrorCode UnknownKey = new("recipe.unknown-key", "Recipe {recipe}, {type} \"{record}\": {field} names \"{key}\", which no record has.", 422);
}
