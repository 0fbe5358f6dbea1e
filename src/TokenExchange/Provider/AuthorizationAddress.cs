using TokenExchange.Failures;
using TokenExchange.Telemetry;

namespace TokenExchange.Provider;

/// <summary>
/// The address of the authorization request. If the provider supports pushed requests (RFC 9126), the parameters are pushed, authenticated, and the
/// browser gets only a reference. If the push fails, the login fails: parameters in the front channel are what pushing avoids.
/// </summary>
internal sealed class AuthorizationAddress(AuthenticatedPost post, ProviderOptions options, TimeProvider clock, CappedLogger<AuthorizationAddress> logger)
{
    /// <exception cref="OutageException">The provider or the vault cannot be reached.</exception>
    public async Task<Outcome<string>> BuildAsync(ProviderMetadata provider, AuthorizationRequest request, TimeSpan timeLimit)
    {
        var parameters = request.Parameters(options);
        if (provider.PushedAuthorizationEndpoint is not { } endpoint)
        {
            return AuthorizationRequest.Address(provider.AuthorizationEndpoint, parameters);
        }

        using var deadline = new CancellationTokenSource(timeLimit, clock);
        var answer = await post.SendAsync(TelemetryNames.Calls.PushedRequest, provider, endpoint, parameters, deadline.Token);
        if (!answer.Succeeded)
        {
            return answer.Failure;
        }

        if (Reference(answer.Value) is { } reference)
        {
            return AuthorizationRequest.Address(provider.AuthorizationEndpoint, [new("client_id", options.ClientId), new("request_uri", reference)]);
        }

        logger.PushRefused(answer.Value.Status);
        return ProviderAnswer.IsTemporary(answer.Value.Status)
            ? answer.Value.AsOutage()
            : Catalogue.ProviderResponseInvalid.WithReason($"The provider rejected the pushed authorization request with status {answer.Value.Status}. The redirect URI of the login is {request.RedirectUri}.");
    }

    /// <summary>Section 2.2: 201 with <c>request_uri</c>; some providers answer 200.</summary>
    private static string? Reference(ProviderAnswer answer) =>
        answer.Status is 200 or 201 && StrictJson.TryParse(answer.Text, out var root) && StrictJson.Text(root.Value, "request_uri") is { Length: <= 1024 } reference
            ? reference
            : null;
}
