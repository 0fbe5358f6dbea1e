using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Provider;

namespace TokenExchange.Sessions;

/// <summary>Where a page sends the browser to end the provider's own session.</summary>
/// <remarks>
/// The client is named by <c>client_id</c> and not by <c>id_token_hint</c> (RP-Initiated Logout 1.0 section 2 takes either): an ID token in an
/// address would be in the page, the history and the log.
/// </remarks>
internal sealed class EndSessionAddress(ProviderDirectory directory, ProviderOptions provider, PostLogout after, GateOptions gate)
{
    /// <summary>The address; null when the provider has none, or cannot be asked: the user is signed out here all the same.</summary>
    public async Task<string?> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            var metadata = await directory.GetAsync(cancellationToken);
            return metadata.EndSessionEndpoint is { } endpoint
                ? AuthorizationRequest.Address(endpoint,
                [
                    new("client_id", provider.ClientId),
                    new("post_logout_redirect_uri", gate.PublicOrigin.At(after.Path)),
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
