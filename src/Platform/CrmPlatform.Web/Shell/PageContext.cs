using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Fields;
using CrmPlatform.Errors;
using CrmPlatform.Localization;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Identity;
using Microsoft.AspNetCore.Antiforgery;

namespace CrmPlatform.Web.Shell;

/// <summary>What every page needs to know: who asks, in which words and formats, of which model. One per request.</summary>
public sealed class PageContext
{
    private readonly HttpContext _http;
    private readonly IFieldTypes _fieldTypes;
    private readonly ITexts _texts;
    private readonly AssetUrls _assets;
    private AntiforgeryTokenSet? _tokens;

    internal PageContext(HttpContext http, Actor actor, TenantState state, Preferences preferences)
    {
        var services = http.RequestServices;
        _http = http;
        _fieldTypes = services.GetRequiredService<IFieldTypes>();
        _texts = services.GetRequiredService<ITexts>();
        _assets = services.GetRequiredService<AssetUrls>();
        Actor = actor;
        State = state;
        Preferences = preferences;
        Culture = preferences.CultureOr(RequestCulture.Of(http));
        Zone = actor.Zone ?? (TimeZoneInfo.TryFindSystemTimeZoneById(state.Settings.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc);
        Format = new FieldFormat(Culture, Zone, state.Settings.BaseCurrency, CountryOf(Culture));
        Now = services.GetRequiredService<TimeProvider>().GetUtcNow();
    }

    public HttpContext Http => _http;

    public HttpRequest Request => _http.Request;

    public IServiceProvider Services => _http.RequestServices;

    public CancellationToken Aborted => _http.RequestAborted;

    public Actor Actor { get; }

    public TenantState State { get; }

    public ContentModel Model => State.Model;

    public TenantSettings Settings => State.Settings;

    public Preferences Preferences { get; }

    public CultureInfo Culture { get; }

    /// <summary>The person's own zone, else the tenant's.</summary>
    public TimeZoneInfo Zone { get; }

    public FieldFormat Format { get; }

    /// <summary>The instant of the request.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Today in the zone of the screens.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, Zone).DateTime);

    /// <summary>True: htmx asks for a piece of a page.</summary>
    public bool IsFragment => _http.Request.Headers.ContainsKey("HX-Request");

    public string T(string key, params ReadOnlySpan<(string Name, object? Value)> args) => _texts.Get(Culture, key, args);

    public string Plural(string key, long count, params ReadOnlySpan<(string Name, object? Value)> args) =>
        _texts.Plural(Culture, key, count, args);

    /// <summary>What an error says to a person.</summary>
    public string T(UserError error) => PlainErrors.Of(this, error.Id, error.Args) ?? _texts.Get(Culture, error);

    public string T(ErrorCode code, IReadOnlyDictionary<string, object?> args) =>
        PlainErrors.Of(this, code.Id, args) ?? _texts.Get(Culture, code, args);

    /// <summary>The text of a label, or its fallback where there is none.</summary>
    public string L(LocalizedText? label, string fallback = "") => label?.For(Culture) is { Length: > 0 } text ? text : fallback;

    /// <summary>What one record of a type is called, in the midst of a sentence; empty where the type is not there.</summary>
    public string Noun(string type) => Model.Find(type) is { } found ? L(found.Label, found.Id).ToLower(Culture) : "";

    /// <summary>What several records of a type are called, in the midst of a sentence.</summary>
    public string Nouns(string type) => Model.Find(type) is { } found ? L(found.PluralLabel, found.Id).ToLower(Culture) : "";

    /// <summary>The title of an act in the reader's words, see <see cref="ActTitle"/>.</summary>
    public string TitleOf(string title) => ActTitle.Read(Model, _texts, Culture, title);

    public FieldType TypeOf(ContentField field) => _fieldTypes.Of(field);

    /// <summary>An address below the tenant's root; the path begins with a slash.</summary>
    public string Url(string path) => _http.Request.PathBase + path;

    /// <summary>An icon that the theme has: the one named, or a plain one.</summary>
    public string Icon(string name) => _assets.IconOr(name);

    /// <summary>An address of one of the theme's files, with its version.</summary>
    public string Asset(string file) => Url(_assets.Of(file));

    public string RecordUrl(string type, long id) => Url($"/c/{type}/{id.ToString(CultureInfo.InvariantCulture)}");

    public string RecordUrl(RecordLink link) => RecordUrl(link.Type, link.Id);

    /// <summary>Name and value of the hidden field that every form posts.</summary>
    public (string Name, string Value) Antiforgery
    {
        get
        {
            _tokens ??= Services.GetRequiredService<IAntiforgery>().GetAndStoreTokens(_http);
            return (_tokens.FormFieldName, _tokens.RequestToken ?? "");
        }
    }

    /// <summary>The path below the tenant's root that a form asks to return to; the other one where it asks for none, or for another site.</summary>
    public string Back(string? asked, string otherwise) =>
        string.IsNullOrEmpty(asked) ? otherwise : SignInEndpoints.LocalReturn(_http, asked)[(_http.Request.PathBase.Value ?? "").Length..];

    /// <summary>What the request before this one left to say, once.</summary>
    public Flash? TakeFlash() => Services.GetRequiredService<Flashes>().Take(_http);

    /// <summary>An instant as people read it: relative within a week.</summary>
    public string When(DateTimeOffset at) => Moments.Relative(this, at);

    /// <summary>An instant in full.</summary>
    public string Exactly(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone).ToString("f", Culture);

    private static string CountryOf(CultureInfo culture) => culture.TwoLetterISOLanguageName == "ru" ? "RU" : "US";
}
