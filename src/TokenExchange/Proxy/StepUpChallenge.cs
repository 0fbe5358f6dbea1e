using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;
using TokenExchange.Failures;
using TokenExchange.Provider;

namespace TokenExchange.Proxy;

/// <summary>
/// An API's demand for a stronger or more recent sign-in: the challenge of RFC 9470 section 3, or the claims challenge of APIs behind Entra ID
/// (https://learn.microsoft.com/entra/identity-platform/claims-challenge).
/// </summary>
internal static partial class StepUpChallenge
{
    /// <summary>The error for the page; null when the response is no such demand. Values that are not well-formed, or contain a credential, are left out.</summary>
    public static Failure? Read(HttpResponseMessage response, CredentialEcho echo)
    {
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return null;
        }

        foreach (var challenge in response.Headers.WwwAuthenticate)
        {
            if (ReadOne(challenge, echo) is { } demand)
            {
                return Catalogue.StepUpRequired.WithReason("The API requires a stronger or more recent sign-in.") with { StepUp = demand };
            }
        }

        return null;
    }

    private static StepUp? ReadOne(System.Net.Http.Headers.AuthenticationHeaderValue challenge, CredentialEcho echo)
    {
        if (!string.Equals(challenge.Scheme, "Bearer", StringComparison.OrdinalIgnoreCase)
            || challenge.Parameter is not { } list || !NameValueHeaderValue.TryParseList([list], out var parameters))
        {
            return null;
        }

        return Value(parameters, "error") switch
        {
            "insufficient_user_authentication" => new StepUp(AcrOf(parameters, echo), AgeOf(parameters)),
            "insufficient_claims" when ClaimsOf(parameters, echo) is { } claims => new StepUp(null, null) { Claims = claims }, // a login without them would change nothing
            _ => null,
        };
    }

    /// <summary>A parameter (RFC 9110 section 11.2: a token or a quoted string, the name in any case); null when it is not there exactly once.</summary>
    private static string? Value(IList<NameValueHeaderValue> parameters, string name)
    {
        var values = parameters.Where(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Take(2).ToList();
        return values is [var one] ? one.GetUnescapedValue().Value : null;
    }

    private static string? AcrOf(IList<NameValueHeaderValue> parameters, CredentialEcho echo) =>
        Value(parameters, "acr_values") is { } acr && AcrValues().IsMatch(acr) && !echo.IsIn(acr) ? acr : null;

    private static long? AgeOf(IList<NameValueHeaderValue> parameters) =>
        Value(parameters, "max_age") is { } age && MaxAge().IsMatch(age) ? long.Parse(age, CultureInfo.InvariantCulture) : null;

    /// <summary>The demanded claims as JSON; null when there are none that a login takes.</summary>
    private static string? ClaimsOf(IList<NameValueHeaderValue> parameters, CredentialEcho echo)
    {
        if (Value(parameters, "claims") is not { } value || !Claims().IsMatch(value))
        {
            return null;
        }

        var encoded = value.TrimEnd('=').Replace('-', '+').Replace('_', '/'); // APIs use either alphabet of base64, with and without padding
        var bytes = new byte[encoded.Length];
        var padded = encoded.PadRight((encoded.Length + 3) / 4 * 4, '=');
        return Convert.TryFromBase64String(padded, bytes, out var length) && ClaimsRequest.Read(Encoding.UTF8.GetString(bytes, 0, length)) is { } claims && !echo.IsIn(claims)
            ? claims
            : null;
    }

    /// <summary>As long as a login takes, of characters that need no escape.</summary>
    [GeneratedRegex("^(?=.{1,512}\\z)[!#-\\[\\]-~]+(?: [!#-\\[\\]-~]+)*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex AcrValues();

    /// <summary>A number of seconds that a login takes: a year at most.</summary>
    [GeneratedRegex("^[0-9]{1,7}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex MaxAge();

    /// <summary>Base64 of a demand that may have blanks, which are removed.</summary>
    [GeneratedRegex("^[A-Za-z0-9+/_-]{1,2048}={0,2}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Claims();
}
