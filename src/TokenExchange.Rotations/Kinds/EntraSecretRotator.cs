using System.Globalization;
using System.Text.Json;
using TokenExchange.Provider;
using TokenExchange.Rotations.Cloud;
using TokenExchange.Secrets;

namespace TokenExchange.Rotations.Kinds;

/// <summary>
/// A client secret of an application in Entra ID: Microsoft Graph's <c>addPassword</c> and <c>removePassword</c>. The account needs
/// <c>Application.ReadWrite.OwnedBy</c> and has to be an owner of the application. A federated credential needs no rotation at all and is the better choice.
/// </summary>
internal sealed class EntraSecretRotator(AzureRest graph, Uri graphAddress, ProviderProbe probe, ProviderOptions options, KeyVaultOptions vault) : ISecretRotator
{
    /// <summary>A new secret is not known to every server of the directory at once: usually after some seconds.</summary>
    private static readonly TimeSpan Known = TimeSpan.FromMinutes(2);

    /// <summary>The longest time until then. Until then <c>AADSTS7000215</c> (invalid client secret) does not mean that the secret is wrong.</summary>
    private static readonly TimeSpan LongestReplication = TimeSpan.FromMinutes(15);

    private readonly string _application = $"/v1.0/applications(appId='{Uri.EscapeDataString(options.ClientId)}')";

    public bool FindsAbandoned => true;

    public RotationTiming Timing(bool hasLeaked) => Timing(vault, hasLeaked);

    public static RotationTiming Timing(KeyVaultOptions vault, bool hasLeaked) => new(Known, TimeSpan.Zero, RotationTiming.UntilRead(vault, hasLeaked ? 1 : 2))
    {
        Replication = LongestReplication,
    };

    public async Task<CreatedCredential> CreateAsync(CredentialRequest request, CancellationToken cancellationToken)
    {
        var ends = request.ExpiresOn.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var answer = await graph.SendAsync(
            HttpMethod.Post, _application + "/addPassword", new { passwordCredential = new { displayName = request.Label, endDateTime = ends } }, cancellationToken);
        Require(answer, "addPassword");
        return answer.Text("secretText") is { Length: > 0 } secret && answer.Text("keyId") is { } id && Guid.TryParseExact(id, "D", out _)
            ? new(SecretValue.Read(secret), id)
            : throw new RotationException("Microsoft Graph returned no secret.");
    }

    public Task<Verification> VerifyAsync(SecretValue value, CancellationToken cancellationToken) => probe.WithScopeAsync(
        new NewCredential(provider => ClientSecretCredential.Prove("new", value, options, provider)), $"{graphAddress.GetLeftPart(UriPartial.Authority)}/.default", cancellationToken);

    /// <summary>Without a look at the list of secrets before, which shows a change later than it is made.</summary>
    public Task RevokeAsync(string credential, CancellationToken cancellationToken) => RemoveAsync(credential, cancellationToken);

    public async Task DiscardAsync(string label, CancellationToken cancellationToken)
    {
        foreach (var known in (await ListAsync(cancellationToken)).Where(known => known.Name == label))
        {
            await RemoveAsync(known.Id, cancellationToken);
        }
    }

    private async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        var answer = await graph.SendAsync(HttpMethod.Post, _application + "/removePassword", new { keyId = id }, cancellationToken);
        if (answer.Status != 400 || (await ListAsync(cancellationToken)).Any(known => string.Equals(known.Id, id, StringComparison.OrdinalIgnoreCase))) // 400: it was removed already
        {
            Require(answer, "removePassword");
        }
    }

    private async Task<List<(string Id, string Name)>> ListAsync(CancellationToken cancellationToken)
    {
        var answer = await graph.GetAsync(_application + "?$select=passwordCredentials", cancellationToken);
        Require(answer, "Reading the application");
        return answer.Member("passwordCredentials") is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(item => new AzureAnswer(200, item)).Select(item => (item.Text("keyId") ?? "", item.Text("displayName") ?? ""))]
            : throw new RotationException("Microsoft Graph returned no list of secrets.");
    }

    private static void Require(AzureAnswer answer, string call)
    {
        if (!answer.Succeeded)
        {
            throw new RotationException($"{call} failed with status {answer.Status} of Microsoft Graph." + (answer.Status is 401 or 403 or 404
                ? " The account needs Application.ReadWrite.OwnedBy and has to be an owner of the application." : ""));
        }
    }
}
