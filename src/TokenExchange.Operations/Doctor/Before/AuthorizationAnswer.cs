using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>Reads from the provider's response to a silent authorization request whether the redirect URI is registered.</summary>
internal sealed partial class AuthorizationAnswer(string redirectUri, Uri asked)
{
    private const string Register = "Register PublicOrigin + Login:CallbackPath as a redirect URI at the provider, with exactly the same characters.";

    /// <summary>Errors that only mean that the user is not signed in (OpenID Connect Core 1.0 section 3.1.2.6).</summary>
    private static readonly string[] Silent = ["login_required", "interaction_required", "consent_required", "account_selection_required"];

    public Finding Judge(int status, Uri? location, string page)
    {
        if (location is not null && new Uri(asked, location) is var target)
        {
            return IsOurs(target) ? Returned(Error(target)) : Unclear("redirects to another address");
        }

        if (status is 429 or >= 500)
        {
            return Unclear($"responds with status {status}");
        }

        if (status >= 400)
        {
            return Checks.RedirectUri.Failed($"The provider rejects the request with an error page (status {status}).", Register);
        }

        var text = WebUtility.HtmlDecode(page);
        if (text.Contains($"action=\"{redirectUri}\"", StringComparison.Ordinal)) // form_post
        {
            return Returned(FieldError().Match(text).Groups[1].Value);
        }

        // Entra ID shows its errors with status 200; only the number identifies them.
        return EntraError().Match(text) is { Success: true } number
            ? Checks.RedirectUri.Failed(
                $"The provider rejects the request with {number.Value}.",
                number.Value == "AADSTS50011" ? Register : "Look up the number at https://login.microsoftonline.com/error.")
            : Unclear("shows its own page");
    }

    private static Finding Returned(string error)
    {
        if (error.Length == 0 || Silent.Contains(error))
        {
            return Checks.RedirectUri.Ok("The provider accepts the redirect URI.");
        }

        return Checks.RedirectUri.Failed(
            $"The provider accepts the redirect URI, but responds with {(ErrorWord().IsMatch(error) ? error : "an error")}.",
            "Check the client's registration: code flow, the scopes in Provider:Scopes, Provider:Audience and Provider:Resource.");
    }

    private static Finding Unclear(string what) => Checks.RedirectUri.Warning(
        $"It is not visible whether the redirect URI is registered: the provider {what}.",
        "Sign in once, or compare the registration with PublicOrigin + Login:CallbackPath.");

    private bool IsOurs(Uri target) => target.AbsoluteUri.Split('?', '#')[0] == redirectUri;

    private static string Error(Uri target) => QueryHelpers.ParseQuery(target.Query).TryGetValue("error", out var error) ? error.ToString() : "";

    [GeneratedRegex("name=\"error\"[^>]*value=\"([a-z_]{1,40})\"", RegexOptions.CultureInvariant)]
    private static partial Regex FieldError();

    [GeneratedRegex("^[a-z_]{1,40}$", RegexOptions.CultureInvariant)]
    private static partial Regex ErrorWord();

    [GeneratedRegex("AADSTS[0-9]{5,8}", RegexOptions.CultureInvariant)]
    private static partial Regex EntraError();
}
