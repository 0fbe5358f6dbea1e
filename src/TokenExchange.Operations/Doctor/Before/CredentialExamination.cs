using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Login;
using TokenExchange.Provider;
using TokenExchange.Telemetry;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>
/// Redeems a code that nobody issued: <c>invalid_grant</c> means that the client was authenticated before. Whether the provider looks at the client
/// first is seen by a second call with a credential that cannot be right.
/// </summary>
internal sealed class CredentialExamination(
    TokenEndpoint tokens, ProviderDirectory directory, ProviderHttp http, ProviderOptions options, GateOptions gate, LoginOptions login,
    OutboundCalls calls, CappedLogger<AuthenticatedPost> logger, VaultExamination vault) : IExamination
{
    private readonly string _redirectUri = gate.PublicOrigin.At(login.CallbackPath);

    public IReadOnlyList<Check> Makes { get; } = [Checks.Credential];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        if (options.Credential.Kind == CredentialKind.ManagedIdentity)
        {
            return [Checks.Credential.Skipped("Only the deployed app has the managed identity.", "Sign in once after the deployment.")];
        }

        if (!vault.HasUsable(options.Credential.SecretName))
        {
            return [Checks.Credential.Skipped("The vault gave no usable version of the secret.", "See to the findings on the vault first.")];
        }

        await directory.GetAsync(cancellationToken); // without metadata there is nothing to see
        return [await tokens.RedeemAsync(Transaction.Random(), Transaction.Random(), _redirectUri, AuthenticatedPost.Deadline) switch
        {
            TokenReply.GrantRefused when await RefusesWrongAsync(cancellationToken) => Checks.Credential.Ok("The provider accepts it."),
            TokenReply.Failed { Failure: var failure } => Failed(failure),
            _ => Checks.Credential.Warning(
                "It cannot be seen: the provider refuses the code before it looks at the credential.", "Sign in once after the deployment."),
        }];
    }

    private static Finding Failed(Failure failure) => failure switch
    {
        { Code: "credential_rejected" } => Checks.Credential.Failed(
            "The provider rejects it.", "Write the right one into the vault; check Provider:ClientId and Provider:Credential:Kind."),
        { Code: "misconfigured" } => Checks.Credential.Failed(
            "The secret cannot be used as a credential of this kind.", "Check the secret and Provider:Credential:Kind."),
        { Code: "vault_unavailable" } => Checks.Credential.Skipped("The vault could not be read.", "See to the findings on the vault first."),
        { Status: StatusCodes.Status503ServiceUnavailable } => Checks.Credential.Failed(
            "The token endpoint does not answer.", "Look at the provider's health and run the doctor again."),
        _ => Checks.Credential.Warning(
            "It cannot be seen: the token endpoint says neither that it accepts nor that it rejects it.", "Sign in once after the deployment."),
    };

    private async Task<bool> RefusesWrongAsync(CancellationToken cancellationToken)
    {
        var post = new AuthenticatedPost(http, new WrongCredential(options), calls, logger);
        var provider = await directory.GetAsync(cancellationToken);
        var answer = await post.SendAsync(
            TelemetryNames.Calls.Token,
            provider,
            provider.TokenEndpoint,
            [
                new("grant_type", "authorization_code"),
                new("code", Transaction.Random()),
                new("redirect_uri", _redirectUri),
                new("code_verifier", Transaction.Random()),
            ],
            cancellationToken);
        return !answer.Succeeded;
    }
}
