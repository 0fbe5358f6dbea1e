using TokenExchange.Failures;
using TokenExchange.Provider;

namespace TokenExchange.ApiTokens;

/// <summary>The result of an exchange.</summary>
internal abstract record ExchangeResult
{
    /// <summary>The types of an issued token that can be used as a bearer token (RFC 8693 section 3).</summary>
    private static readonly string[] Usable = ["urn:ietf:params:oauth:token-type:access_token", "urn:ietf:params:oauth:token-type:jwt"];

    private ExchangeResult()
    {
    }

    /// <summary>A token for the API.</summary>
    public sealed record Exchanged(string Token, DateTimeOffset ReceivedAt, TimeSpan Lifetime) : ExchangeResult
    {
        /// <summary>Whether the API refused it.</summary>
        public bool IsOver { get; init; }

        public bool IsLive(DateTimeOffset now) => now < ReceivedAt + Lifetime;

        /// <summary>Whether it is renewed: ahead of its expiry, by half its lifetime at most.</summary>
        public bool IsDue(DateTimeOffset now, TimeSpan ahead) => now >= ReceivedAt + Lifetime - (ahead < Lifetime / 2 ? ahead : Lifetime / 2);

        public override string ToString() => $"{nameof(Exchanged)} {{ *** }}";
    }

    /// <summary>The provider refused the exchange; the same request would be refused again.</summary>
    public sealed record Refused(Failure Failure) : ExchangeResult
    {
        /// <summary>Whether it refused the session's access token (<c>invalid_grant</c>), so that another one may be accepted.</summary>
        public bool IsOfToken { get; init; }
    }

    /// <summary>No token; a later request may succeed.</summary>
    public sealed record Failed(Failure Failure) : ExchangeResult;

    /// <summary>What a response means.</summary>
    public static ExchangeResult Read(Exchange exchange, TokenReply reply, DateTimeOffset now)
    {
        switch (reply)
        {
            case TokenReply.GrantRefused:
                return new Refused(Catalogue.NotAuthenticated.WithReason("The provider does not exchange the access token of the session (invalid_grant).")) { IsOfToken = true };
            case TokenReply.Granted { Tokens.IssuedType: { } type } when !Usable.Contains(type, StringComparer.Ordinal):
                return new Refused(Catalogue.Misconfigured.WithReason("issued_token_type does not match: expected an access token (RFC 8693 section 2.2.1)."));
            case TokenReply.Granted { Tokens.AccessToken: var token } when string.Equals(token, exchange.Session.AccessToken, StringComparison.Ordinal):
                return new Refused(Catalogue.Misconfigured.WithReason("The provider returned the access token of the session: the API would get the token of other APIs."));
        }

        return ApiTokenReply.Read(reply) switch
        {
            { Succeeded: true, Value: var issued } => new Exchanged(issued.Value, now, issued.Lifetime),
            { Failure: { } failure } when reply is TokenReply.Failed { IsRefusal: true } => new Refused(failure),
            { Failure: var failure } => new Failed(failure!),
        };
    }
}
