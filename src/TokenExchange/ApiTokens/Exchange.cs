using TokenExchange.Sessions;

namespace TokenExchange.ApiTokens;

/// <summary>A grant that turns the access token of a session into a token for one API.</summary>
/// <param name="Name">Its name in <c>Proxy:Routes:&lt;id&gt;:Credential</c>.</param>
/// <param name="Parameters">The parameters of the token request for an access token, without those of <see cref="TokenExchangeOptions"/>.</param>
internal sealed record ExchangeGrant(string Name, Func<string, IEnumerable<KeyValuePair<string, string>>> Parameters);

/// <summary>What is exchanged for what: the access token of a session for a token with the audience, resource and scopes of a route.</summary>
internal sealed record Exchange(Session Session, ExchangeGrant Grant, TokenExchangeOptions Options)
{
    public IEnumerable<KeyValuePair<string, string>> Form() => [.. Grant.Parameters(Session.AccessToken), .. Options.Parameters()];

    public override string ToString() => $"{nameof(Exchange)} {{ {Session.Pseudonym} }}";
}
