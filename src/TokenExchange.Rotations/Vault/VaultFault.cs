using Azure;
using Azure.Identity;

namespace TokenExchange.Rotations.Vault;

/// <summary>Why the vault gave no answer that can be used.</summary>
/// <param name="Found">One sentence: what was found.</param>
/// <param name="Todo">One sentence: what to do.</param>
internal sealed record VaultFault(string Found, string Todo)
{
    /// <summary>Whether the vault says that it has no secret or key of this name.</summary>
    public static bool IsAbsent(RequestFailedException refused) => refused is { Status: 404, ErrorCode: "SecretNotFound" or "KeyNotFound" };

    /// <summary>The fault of a step; null when the exception is not about the vault.</summary>
    public static VaultFault? Of(Exception cause, string step) => cause switch
    {
        RequestFailedException refused when IsAbsent(refused) => new("There is no secret with this name.", "Add it to the vault, or correct the name in the configuration."),
        RequestFailedException { Status: 403 } refused when refused.Message.Contains("ForbiddenByFirewall", StringComparison.Ordinal) => new(
            "The vault's firewall blocks this machine.", "Run the command from inside the virtual network, or allow this machine's address."),
        RequestFailedException { Status: 401 or 403 } refused => new(
            $"{step} is not permitted (status {refused.Status}).",
            "Assign \"Key Vault Secrets User\" on this secret, or \"Key Vault Crypto User\" on this key, to the account that runs the command; the app's identity needs it as well."),
        RequestFailedException { Status: > 0 } refused => new(
            $"{step} failed (status {refused.Status}).", "Check KeyVault:Uri, and that this machine has network access to the vault."),
        CredentialUnavailableException => NotSignedIn,
        AuthenticationFailedException when !NetworkFault.Is(cause) => NotSignedIn,
        _ when NetworkFault.Is(cause) => new(
            $"{(cause is AuthenticationFailedException ? "The directory of this account" : "The vault")} does not respond: {NetworkFault.Describe(cause)}.",
            "Check KeyVault:Uri, and that this machine has network access to the vault."),
        _ => null,
    };

    private static VaultFault NotSignedIn { get; } = new(
        "No account of the vault's directory is signed in on this machine.", "Sign in with \"az login\" (or azd, or an IDE) and run the command again.");
}
