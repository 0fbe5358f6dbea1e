using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TokenExchange.Failures;
using TokenExchange.Provider;

namespace TokenExchange.Login;

/// <summary>What a page may ask of a login; everything else comes from configuration. An unknown member is refused: a misspelt one would be ignored.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LoginRequest
{
    private static readonly string[] Names = ["returnUrl", "loginHint", "prompt", "acrValues", "maxAge", "uiLocales", "claims"];
    private static readonly string[] Prompts = ["none", "login", "consent", "select_account", "create"];

    public string? ReturnUrl { get; init => field = Given(value); }

    public string? LoginHint { get; init => field = Given(value); }

    public string? Prompt { get; init => field = Given(value); }

    public string? AcrValues { get; init => field = Given(value); }

    /// <summary>Whether the user must authenticate anew.</summary>
    [JsonIgnore]
    public bool PromptsLogin => Prompt?.Split(' ').Contains("login") == true;

    /// <summary>Seconds since the last authentication that are still good enough.</summary>
    public long? MaxAge { get; init; }

    public string? UiLocales { get; init => field = Given(value); }

    /// <summary>What the access token must contain, JSON as text: <c>claims</c> of a <c>stepup_required</c>.</summary>
    public string? Claims { get; init => field = Given(value); }

    /// <summary>Parameters of the provider's own, of the names in <c>Login:PageParameters</c>.</summary>
    public Dictionary<string, string>? Parameters { get; init; }

    /// <summary>Reads the same names from a query; each may come once.</summary>
    /// <param name="query">The query.</param>
    /// <param name="parameters">The names in <c>Login:PageParameters</c>, which a query carries beside the others.</param>
    public static Outcome<LoginRequest> Read(IQueryCollection query, IReadOnlyList<string> parameters)
    {
        if (Names.Concat(parameters).Any(name => query[name].Count > 1))
        {
            return Catalogue.RequestInvalid.WithReason("A parameter comes twice.");
        }

        long maxAge = 0;
        if (query["maxAge"] is [{ Length: > 0 } text] && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out maxAge))
        {
            return Catalogue.RequestInvalid.WithReason("maxAge is not a number of seconds.");
        }

        return new LoginRequest
        {
            ReturnUrl = Given(query["returnUrl"]),
            LoginHint = Given(query["loginHint"]),
            Prompt = Given(query["prompt"]),
            AcrValues = Given(query["acrValues"]),
            MaxAge = Given(query["maxAge"]) is null ? null : maxAge,
            UiLocales = Given(query["uiLocales"]),
            Claims = Given(query["claims"]),
            Parameters = Given(parameters.Where(name => Given(query[name]) is not null).ToDictionary(name => name, name => query[name].ToString(), StringComparer.Ordinal)),
        };
    }

    /// <summary>The refusal of values that no provider should be sent; null when they are well-formed.</summary>
    /// <param name="allowed">The names in <c>Login:PageParameters</c>.</param>
    public Failure? Check(IReadOnlyList<string> allowed)
    {
        if (Parameters?.Keys.Any(name => !allowed.Contains(name, StringComparer.Ordinal)) == true)
        {
            return Catalogue.RequestInvalid.WithReason("A member of parameters is not one of Login:PageParameters.");
        }

        var areShort = new[] { LoginHint, Prompt, AcrValues, UiLocales }.Concat(Parameters?.Values.ToArray() ?? [])
            .All(value => value is null || (value.Length <= 512 && !value.Any(char.IsControl)));
        if (!areShort || MaxAge is < 0 or > 31_536_000)
        {
            return Catalogue.RequestInvalid.WithReason("A parameter of the login is too long or out of range.");
        }

        if (Claims is not null && ClaimsRequest.Read(Claims) is null)
        {
            return Catalogue.RequestInvalid.WithReason("claims is not a JSON object with access_token alone, or it is too long.");
        }

        var prompts = Prompt?.Split(' ') ?? [];
        return prompts.All(Prompts.Contains) && (prompts.Length < 2 || !prompts.Contains("none"))
            ? null
            : Catalogue.RequestInvalid.WithReason("prompt is not one that OpenID Connect knows.");
    }

    /// <summary>A parameter without a value counts as absent (RFC 6749 section 3.1).</summary>
    private static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static Dictionary<string, string>? Given(Dictionary<string, string> values) => values.Count == 0 ? null : values;

    private static string? Given(StringValues values) => values is [{ Length: > 0 } value] ? value : null;
}

/// <summary>The answer to <c>POST login</c>.</summary>
internal sealed record LoginStarted(string AuthorizationUrl, long ExpiresIn);

/// <summary>Serializer of the login room. Duplicate members are refused.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(LoginStarted))]
[JsonSerializable(typeof(ExchangeRequest))]
[JsonSerializable(typeof(ExchangeView))]
[JsonSerializable(typeof(Transaction))]
[JsonSerializable(typeof(StoredLoginResult))]
internal sealed partial class LoginJson : JsonSerializerContext
{
    /// <summary>For what is sealed: no escapes for browsers, which would make six characters of each <c>&amp;</c> in a return path.</summary>
    public static LoginJson Sealed => Unescaped.Context;

    /// <summary>A class of its own, because it needs <see cref="Default"/>, which is initialized before it that way.</summary>
    private static class Unescaped
    {
        public static readonly LoginJson Context = new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
