using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Security.KeyVault.Secrets;
using TokenExchange.Secrets;

namespace TokenExchange.Rotations.Kinds;

/// <summary>
/// The key of an API by a recipe: keys that are created and revoked one by one, or a pair of which the one that is not in use is created anew. The new key
/// travels only to the address that verifies it; what authorizes the calls, only to those that create and revoke.
/// </summary>
internal sealed class HttpRotator(HttpRecipe recipe, HttpMessageHandler connection, TokenCredential account, SecretClient client, KeyVaultOptions vault) : ISecretRotator
{
    private const int MaxBytes = 256 * 1024;

    /// <summary>The most that the vault stores as a value.</summary>
    private const int LongestValue = 25_000;

    /// <summary>
    /// How long a key of a pair is stored before it is verified. A process that began at the same time may create the same key anew, which ends the value
    /// stored here; it has done so by then (<see cref="RotationDecision.LongestIssue"/>), and the verification shows whether this value is the valid one.
    /// </summary>
    private static readonly TimeSpan Settling = RotationDecision.LongestIssue + TimeSpan.FromMinutes(3);

    public bool FindsAbandoned => recipe.Slots is not null;

    public RotationTiming Timing(bool hasLeaked) => Timing(vault, hasLeaked, recipe.Slots is not null);

    public static RotationTiming Timing(KeyVaultOptions vault, bool hasLeaked, bool isPair) =>
        new(isPair ? Settling : TimeSpan.Zero, TimeSpan.Zero, RotationTiming.UntilRead(vault, hasLeaked ? 1 : 2)) { IsPair = isPair };

    public async Task<CreatedCredential> CreateAsync(CredentialRequest request, CancellationToken cancellationToken)
    {
        var slot = Other(request.Replaces);
        var (status, body) = await ManageAsync(recipe.Create, request.Label, id: null, slot, cancellationToken);
        if (status is not (>= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices) || Parse(body) is not { } answer)
        {
            throw new RotationException($"The API created no key: status {(int)status}.");
        }

        var value = JsonPointer.Find(answer, Fill(recipe.Create.Value, request.Label, null, slot));
        var id = slot ?? JsonPointer.Find(answer, recipe.Create.Id!);
        if (value is not { Length: > 0 and <= LongestValue } || value.Any(character => character is < ' ' or > '~'))
        {
            throw new RotationException("The API's answer has no key of visible ASCII characters at create.value.");
        }

        return RotationRecord.IsName(id)
            ? new(SecretValue.Read(value), id)
            : throw new RotationException("The API's answer has no id of letters, digits and . _ ~ - at create.id. Revoke the new key by hand.");
    }

    public async Task<Verification> VerifyAsync(SecretValue value, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(recipe.Verify.Method), recipe.Verify.Url);
        request.Headers.TryAddWithoutValidation(recipe.Verify.Header, recipe.Verify.Prefix + value.Reveal());
        var (status, _) = await SendAsync(request, cancellationToken);
        return recipe.Verify.Statuses.Contains((int)status) ? Verification.Accepted
            : status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? Verification.Rejected : Verification.Unknown;
    }

    public async Task RevokeAsync(string credential, CancellationToken cancellationToken)
    {
        if (recipe.Slots is { } slots && !slots.Contains(credential, StringComparer.Ordinal))
        {
            throw new RotationException("The tag of the version does not name a slot of the recipe. Revoke the old key by hand.");
        }

        var (status, _) = await ManageAsync(recipe.Revoke, label: "", credential, credential, cancellationToken);
        if (status is not ((>= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices) or HttpStatusCode.NotFound or HttpStatusCode.Gone))
        {
            throw new RotationException($"The API did not revoke the old key: status {(int)status}.");
        }
    }

    /// <summary>A key of a pair is created anew by the next rotation. Of other keys, the id is not known.</summary>
    public Task DiscardAsync(string label, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The slot of the pair that is not in use; null without slots.</summary>
    private string? Other(string? inUse) => recipe.Slots is not [var first, var second] ? null
        : inUse == first ? second
        : inUse == second ? first
        : throw new RotationException("The version in use does not say which key of the pair it holds. Set its tag \"rotation-credential\" to the name of that slot.");

    private async Task<(HttpStatusCode Status, byte[] Body)> ManageAsync(RecipeCall call, string label, string? id, string? slot, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(call.Method), Fill(call.Url, label, id, slot));
        if (call.Body is { } body)
        {
            request.Content = new StringContent(Fill(body.GetRawText(), label, id, slot), Encoding.UTF8, "application/json");
        }

        var authorization = recipe.Authorization;
        var secret = authorization.Scope is { } scope
            ? (await account.GetTokenAsync(new TokenRequestContext([scope]), cancellationToken)).Token
            : SecretValue.Read((await client.GetSecretAsync(authorization.SecretName, null, null, cancellationToken)).Value.Value).Reveal();
        var prefix = authorization.Prefix ?? (authorization.Header == "Authorization" ? "Bearer " : "");
        request.Headers.TryAddWithoutValidation(authorization.Header, prefix + secret);
        return await SendAsync(request, cancellationToken);
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(connection, disposeHandler: false) { MaxResponseContentBufferSize = MaxBytes };
        using var answer = await http.SendAsync(request, cancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    private static string Fill(string text, string label, string? id, string? slot) => text
        .Replace("{label}", label, StringComparison.Ordinal).Replace("{id}", id, StringComparison.Ordinal).Replace("{slot}", slot, StringComparison.Ordinal);

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return null; // the parser's message would contain a part of the answer
        }
    }
}
