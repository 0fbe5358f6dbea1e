using TokenExchange.Gate;
using TokenExchange.Login;
using TokenExchange.Provider;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>
/// Sends an authorization request without interaction (<c>prompt=none</c>): a provider that knows the redirect URI redirects to it with an error;
/// otherwise it shows an error page of its own (RFC 6749 section 4.1.2.1).
/// </summary>
internal sealed class RedirectUriExamination(
    ProviderDirectory directory, AuthorizationAddress authorization, GateOptions gate, LoginOptions login, IHttpClientFactory clients) : IExamination
{
    private const int MostBytes = 1024 * 1024;

    public IReadOnlyList<Check> Makes { get; } = [Checks.RedirectUri];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var provider = await directory.GetAsync(cancellationToken);
        var redirectUri = gate.PublicOrigin.At(login.CallbackPath);
        var address = await authorization.BuildAsync(provider, Ask(redirectUri), AuthenticatedPost.Deadline);
        if (!address.Succeeded)
        {
            return [Pushed(address.Failure)];
        }

        using var client = clients.CreateClient(Outbound.Provider);
        client.MaxResponseContentBufferSize = MostBytes;
        using var answer = await client.GetAsync(new Uri(address.Value), cancellationToken);
        var page = await answer.Content.ReadAsStringAsync(cancellationToken);
        return [new AuthorizationAnswer(redirectUri, new Uri(address.Value)).Judge((int)answer.StatusCode, answer.Headers.Location, page)];
    }

    private static AuthorizationRequest Ask(string redirectUri) => new()
    {
        RedirectUri = redirectUri,
        State = Transaction.Random(),
        Nonce = Transaction.Random(),
        CodeChallenge = Transaction.Random(), // never redeemed, so there is no verifier
        Prompt = "none",
    };

    private static Finding Pushed(Failures.Failure failure) => failure.Status == StatusCodes.Status502BadGateway
        ? Checks.RedirectUri.Failed(
            "The provider rejects the pushed authorization request.",
            "Check that the redirect URI (PublicOrigin + Login:CallbackPath) and the scopes are registered.")
        : Checks.RedirectUri.Skipped($"The authorization request could not be pushed ({failure.Code}).", "Resolve the other findings first.");
}
