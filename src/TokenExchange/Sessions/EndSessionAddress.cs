using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Provider;

namespace TokenExchange.Sessions;

/// <summary>Where a page sends the browser to end the provider's own session.</summary>
/// <remarks>
/// The client is named by <c>client_id</c> (RP-Initiated Logout 1.0 section 2). <c>id_token_hint</c> is added only where <c>Provider:IdTokenHint</c> says so: an
/// ID token in an address is in the page, the history and the log (ADR 0052).
/// </remarks>
internal sealed class EndSessionAddress(ProviderDirectory directory, ProviderOptions provider, PostLogout after, GateOptions gate)
{
    /// <summary>Whether the address takes the ID token of the session.</summary>
    public bool TakesHint => provider.IdTokenHint;

    /// <summary>The address; null when the provider has none, or cannot be asked: the user is signed out here all the same.</summary>
    /// <param name="idToken">The ID token of the session that has been ended; null when there is none or it is not to be sent.</param>
    /// <param name="cancellationToken">Ends the wait for the discovery document.</param>
    public async Task<string?> GetAsync(string? idToken, CancellationToken cancellationToken)
    {
        try
        {
            var metadata = await directory.GetAsync(cancellationToken);
            return metadata.EndSessionEndpoint is { } endpoint
                ? AuthorizationRequest.Address(endpoint,
                [
                    new("client_id", provider.ClientId),
                    new("post_logout_redirect_uri", gate.PublicOrigin.At(after.Path)),
                    .. idToken is null ? [] : new KeyValuePair<string, string>[] { new("id_token_hint", idToken) },
                    .. provider.EndSessionParameters,
                ])
                : null;
        }
        catch (OutageException)
        {
            return null;
        }
    }
}

/// <summary>Where the browser comes back to after a logout: a path of ours, from <c>Login:PostLogoutPath</c>.</summary>
internal sealed record PostLogout(string Path);
