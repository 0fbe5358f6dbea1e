using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
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

    private static StepUp? ReadOne(AuthenticationHeaderValue challenge, CredentialEcho echo)
    {
        if (!string.Equals(challenge.Scheme, "Bearer", StringComparison.OrdinalIgnoreCase) || challenge.Parameter is not { } parameter)
        {
            return null;
        }

        return Error().Match(parameter).Groups[1].Value switch
        {
            "insufficient_user_authentication" => new StepUp(AcrOf(parameter, echo), AgeOf(parameter)),
            "insufficient_claims" when ClaimsOf(parameter, echo) is { } claims => new StepUp(null, null) { Claims = claims }, // a login without them would change nothing
            _ => null,
        };
    }

    private static string? AcrOf(string parameter, CredentialEcho echo) =>
        AcrValues().Match(parameter) is { Success: true } acr && !echo.IsIn(acr.Groups[1].Value) ? acr.Groups[1].Value : null;

    private static long? AgeOf(string parameter) =>
        MaxAge().Match(parameter) is { Success: true } age ? long.Parse(age.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;

    /// <summary>The demanded claims as JSON; null when there are none that a login takes.</summary>
    private static string? ClaimsOf(string parameter, CredentialEcho echo)
    {
        if (Claims().Match(parameter) is not { Success: true } match)
        {
            return null;
        }

        var encoded = match.Groups[1].Value.TrimEnd('=').Replace('-', '+').Replace('_', '/'); // APIs use either alphabet of base64, with and without padding
        var bytes = new byte[encoded.Length];
        var padded = encoded.PadRight((encoded.Length + 3) / 4 * 4, '=');
        return Convert.TryFromBase64String(padded, bytes, out var length) && ClaimsRequest.Read(Encoding.UTF8.GetString(bytes, 0, length)) is { } claims && !echo.IsIn(claims)
            ? claims
            : null;
    }

    [GeneratedRegex("(?:^|[ ,])error=\"(insufficient_user_authentication|insufficient_claims)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Error();

    /// <summary>As long as a login takes, of characters that need no escape.</summary>
    [GeneratedRegex("(?:^|[ ,])acr_values=\"([!#-\\[\\]-~]+(?: [!#-\\[\\]-~]+)*)\"(?<=\"[^\"]{1,512}\")", RegexOptions.CultureInvariant)]
    private static partial Regex AcrValues();

    /// <summary>A number of seconds that a login takes: a year at most.</summary>
    [GeneratedRegex("(?:^|[ ,])max_age=\"?([0-9]{1,7})(?:\"|[ ,]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex MaxAge();

    /// <summary>Base64 of a demand that may have blanks, which are removed.</summary>
    [GeneratedRegex("(?:^|[ ,])claims=\"([A-Za-z0-9+/_-]{1,2048}={0,2})\"", RegexOptions.CultureInvariant)]
    private static partial Regex Claims();
}
