using System.Net.Http.Headers;
using System.Text;

namespace TokenExchange.Emulators.Provider;

/// <summary>Authenticates the client (RFC 6749 section 2.3.1): by header or by form, never by both.</summary>
internal sealed class ClientAuthenticator(DevProviderOptions options)
{
    private volatile IReadOnlyList<string> _secrets = options.ClientSecrets;

    public void Accept(IReadOnlyList<string> secrets) => _secrets = secrets;

    /// <summary>The secret for signatures with <c>HS256</c>, to simulate an attacker.</summary>
    public string AnySecret => _secrets.Count > 0 ? _secrets[0] : "";

    public bool IsClient(HttpRequest request, IFormCollection form)
    {
        var hasHeader = request.Headers.Authorization.Count > 0;
        var hasForm = form.ContainsKey("client_secret");
        if (hasHeader == hasForm || request.QueryString.HasValue)
        {
            return false;
        }

        var (id, secret) = hasHeader ? Basic(request) : (form["client_id"].ToString(), form["client_secret"].ToString());
        return id == options.ClientId && _secrets.Contains(secret, StringComparer.Ordinal);
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
