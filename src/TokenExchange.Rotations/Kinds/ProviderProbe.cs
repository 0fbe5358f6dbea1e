using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Login;
using TokenExchange.Provider;
using TokenExchange.Telemetry;

namespace TokenExchange.Rotations.Kinds;

/// <summary>Verifies a credential of the client by a call to the token endpoint, with the service's own code.</summary>
internal sealed class ProviderProbe(
    ProviderHttp http, ProviderDirectory directory, ProviderOptions options, GateOptions gate, LoginOptions login, OutboundCalls calls, CappedLogger<AuthenticatedPost> logger)
{
    private readonly string _redirectUri = gate.PublicOrigin.At(login.CallbackPath);

    /// <summary>Requests a token of the application itself (RFC 6749 section 4.4).</summary>
    /// <exception cref="OutageException">The provider cannot be reached.</exception>
    public async Task<Verification> WithScopeAsync(IClientCredential credential, string scope, CancellationToken cancellationToken) =>
        Read(await SendAsync(credential, [new("grant_type", "client_credentials"), new("scope", scope)], cancellationToken), answer => answer.Status == 200);

    /// <summary>
    /// Redeems an invalid code: <c>invalid_grant</c> means that the client was authenticated, if the provider rejects a wrong credential for the same code.
    /// </summary>
    /// <exception cref="OutageException">The provider cannot be reached.</exception>
    public async Task<Verification> WithCodeAsync(IClientCredential credential, CancellationToken cancellationToken)
    {
        var result = Read(await SendAsync(credential, Code(), cancellationToken), answer => OAuthError.Read(answer) == "invalid_grant");
        return result == Verification.Accepted && !await RefusesWrongAsync(cancellationToken) ? Verification.Unknown : result;
    }

    /// <summary>Whether the provider rejects a wrong credential before it looks at the code.</summary>
    /// <exception cref="OutageException">The provider cannot be reached.</exception>
    public async Task<bool> RefusesWrongAsync(CancellationToken cancellationToken) =>
        !(await SendAsync(new WrongCredential(options), Code(), cancellationToken)).Succeeded;

    private static Verification Read(Outcome<ProviderAnswer> answer, Func<ProviderAnswer, bool> accepts) => answer switch
    {
        { Succeeded: false, Failure.Code: "credential_rejected" } => Verification.Rejected,
        { Succeeded: true } when accepts(answer.Value) => Verification.Accepted,
        _ => Verification.Unknown,
    };

    private async Task<Outcome<ProviderAnswer>> SendAsync(
        IClientCredential credential, IReadOnlyList<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        var post = new AuthenticatedPost(http, credential, calls, logger);
        var provider = await directory.GetAsync(cancellationToken);
        return await post.SendAsync(TelemetryNames.Calls.Token, provider, provider.TokenEndpoint, form, cancellationToken);
    }

    private KeyValuePair<string, string>[] Code() =>
    [
        new("grant_type", "authorization_code"),
        new("code", Transaction.Random()),
        new("redirect_uri", _redirectUri),
        new("code_verifier", Transaction.Random()),
    ];
}
