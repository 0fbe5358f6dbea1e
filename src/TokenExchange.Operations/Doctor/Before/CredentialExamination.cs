using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Login;
using TokenExchange.Rotations.Kinds;
using TokenExchange.Provider;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>
/// Redeems an invalid code: <c>invalid_grant</c> means that the client was authenticated. A second call with a wrong credential shows whether the
/// provider authenticates the client first.
/// </summary>
internal sealed class CredentialExamination(
    TokenEndpoint tokens, ProviderDirectory directory, ProviderProbe probe, ProviderOptions options, GateOptions gate, LoginOptions login, VaultExamination vault) : IExamination
{
    private readonly string _redirectUri = gate.PublicOrigin.At(login.CallbackPath);

    public IReadOnlyList<Check> Makes { get; } = [Checks.Credential];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var usesKey = options.Credential.KeyName.Length > 0;
        if (!usesKey && options.Credential.SecretName.Length == 0)
        {
            return [Checks.Credential.Skipped("The managed identity exists only in the deployed app.", "Sign in once after the deployment.")];
        }

        if (!usesKey && !vault.HasUsable(options.Credential.SecretName))
        {
            return [Checks.Credential.Skipped("The vault returned no usable version of the secret.", "Resolve the findings on the vault first.")];
        }

        await directory.GetAsync(cancellationToken); // throws without metadata
        return [await tokens.RedeemAsync(Transaction.Random(), Transaction.Random(), _redirectUri, AuthenticatedPost.Deadline) switch
        {
            TokenReply.GrantRefused when await probe.RefusesWrongAsync(cancellationToken) => Checks.Credential.Ok("The provider accepts the credential."),
            TokenReply.Failed { Failure.Code: "vault_unavailable" } when usesKey => Checks.Credential.Failed(
                "The vault does not sign with the key (Provider:Credential:KeyName).",
                "Assign the role Key Vault Crypto User on the key, to the service's identity and to the account that runs the doctor."),
            TokenReply.Failed { Failure: var failure } => Failed(failure),
            _ => Checks.Credential.Warning(
                "Not visible: the provider rejects the code before it checks the credential.", "Sign in once after the deployment."),
        }];
    }

    private static Finding Failed(Failure failure) => failure switch
    {
        { Code: "credential_rejected" } => Checks.Credential.Failed(
            "The provider rejects the credential.", "Write the right credential to the vault, and check Provider:ClientId and Provider:Credential:Kind."),
        { Code: "misconfigured" } => Checks.Credential.Failed(
            "The secret is not valid for this kind of credential.", "Check the secret and Provider:Credential:Kind."),
        { Code: "vault_unavailable" } => Checks.Credential.Skipped("The vault cannot be read.", "Resolve the findings on the vault first."),
        { Status: StatusCodes.Status503ServiceUnavailable } => Checks.Credential.Failed(
            "The token endpoint does not respond.", "Check the provider's health and run the doctor again."),
        _ => Checks.Credential.Warning(
            "Not visible: the token endpoint neither accepts nor rejects the credential.", "Sign in once after the deployment."),
    };
}
