using System.Net.Http.Headers;
using System.Text;

namespace TokenExchange.Emulators.Provider;

/// <summary>
/// Authenticates the client, or an API, by its secret (RFC 6749 section 2.3.1): in the header or in the form, never in both. The client may send an
/// assertion instead.
/// </summary>
internal sealed class ClientAuthenticator(DevProviderOptions options, ClientAssertions assertions)
{
    private volatile IReadOnlyList<string> _secrets = options.ClientSecrets;

    public void Accept(IReadOnlyList<string> secrets) => _secrets = secrets;

    /// <summary>The secret for signatures with <c>HS256</c>, to simulate an attacker.</summary>
    public string AnySecret => _secrets.Count > 0 ? _secrets[0] : "";

    public async Task<bool> IsClientAsync(HttpRequest request, IFormCollection form) => form.ContainsKey("client_assertion")
        ? request.Headers.Authorization.Count == 0 && !form.ContainsKey("client_secret") && await assertions.IsClientAsync(form, request.HttpContext.RequestAborted)
        : Identify(request, form) == options.ClientId;

    /// <summary>The identifier of the client or the API whose credential this is; null when it is nobody's.</summary>
    public string? Identify(HttpRequest request, IFormCollection form)
    {
        var hasHeader = request.Headers.Authorization.Count > 0;
        var hasForm = form.ContainsKey("client_secret");
        if (hasHeader == hasForm || request.QueryString.HasValue)
        {
            return null;
        }

        var (id, secret) = hasHeader ? Basic(request) : (form["client_id"].ToString(), form["client_secret"].ToString());
        var isClient = id == options.ClientId && _secrets.Contains(secret, StringComparer.Ordinal);
        var isApi = id == options.ApiId && options.ApiSecret is { Length: > 0 } expected && secret == expected;
        return isClient || isApi ? id : null;
    }

    /// <summary>Rejects a form with a repeated parameter (RFC 6749 section 3.2) and a caller that is not authenticated; false when there is nothing to reject.</summary>
    public static async Task<bool> RefuseAsync(HttpContext context, IFormCollection form, bool isAuthenticated)
    {
        var isRepeated = form.Any(field => field.Value.Count > 1);
        if (!isRepeated && isAuthenticated)
        {
            return false;
        }

        context.Response.StatusCode = isRepeated ? StatusCodes.Status400BadRequest : StatusCodes.Status401Unauthorized;
        if (!isRepeated)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"dev provider\"";
        }

        await context.Response.WriteAsJsonAsync(TokenEndpoint.Error(isRepeated ? "invalid_request" : "invalid_client"), context.RequestAborted);
        return true;
    }

    private static (string Id, string Secret) Basic(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) || header is not { Scheme: "Basic", Parameter: { } parameter })
        {
            return ("", "");
        }

        try
        {
            var pair = Encoding.ASCII.GetString(Convert.FromBase64String(parameter)).Split(':', 2);
            return pair.Length == 2 ? (FormDecode(pair[0]), FormDecode(pair[1])) : ("", "");
        }
        catch (FormatException)
        {
            return ("", "");
        }
    }

    private static string FormDecode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
