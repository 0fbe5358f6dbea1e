using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using TokenExchange.Failures;

namespace TokenExchange.Proxy;

/// <summary>An API's demand for a stronger or more recent sign-in (RFC 9470 section 3).</summary>
internal static partial class StepUpChallenge
{
    /// <summary>The error for the page; null when the response is no such demand. Values that are not well-formed, or contain a credential, are left out.</summary>
    public static Failure? Read(HttpResponseMessage response, CredentialEcho echo)
    {
        if (response.StatusCode != HttpStatusCode.Unauthorized
            || response.Headers.WwwAuthenticate.FirstOrDefault(IsStepUp)?.Parameter is not { } challenge)
        {
            return null;
        }

        var acr = AcrValues().Match(challenge);
        var age = MaxAge().Match(challenge);
        return Catalogue.StepUpRequired.WithReason("The API requires a stronger or more recent sign-in (RFC 9470).") with
        {
            StepUp = new StepUp(
                acr.Success && !echo.IsIn(acr.Groups[1].Value) ? acr.Groups[1].Value : null,
                age.Success ? long.Parse(age.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null),
        };
    }

    private static bool IsStepUp(System.Net.Http.Headers.AuthenticationHeaderValue challenge) =>
        string.Equals(challenge.Scheme, "Bearer", StringComparison.OrdinalIgnoreCase) && challenge.Parameter is { } parameter && Error().IsMatch(parameter);

    [GeneratedRegex("(?:^|[ ,])error=\"insufficient_user_authentication\"", RegexOptions.CultureInvariant)]
    private static partial Regex Error();

    /// <summary>As long as a login takes, of characters that need no escape.</summary>
    [GeneratedRegex("(?:^|[ ,])acr_values=\"([!#-\\[\\]-~]+(?: [!#-\\[\\]-~]+)*)\"(?<=\"[^\"]{1,512}\")", RegexOptions.CultureInvariant)]
    private static partial Regex AcrValues();

    /// <summary>A number of seconds that a login takes: a year at most.</summary>
    [GeneratedRegex("(?:^|[ ,])max_age=\"?([0-9]{1,7})(?:\"|[ ,]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex MaxAge();
}
