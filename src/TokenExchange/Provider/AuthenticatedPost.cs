using TokenExchange.Failures;
using TokenExchange.Telemetry;

namespace TokenExchange.Provider;

/// <summary>
/// Posts a form to the provider with the client's proof, and once more with another proof when the provider refuses the first.
/// That one repetition is how a client secret changes under traffic. Token, revocation and any later endpoint share it.
/// </summary>
internal sealed class AuthenticatedPost(
    ProviderHttp http, IClientCredential credential, OutboundCalls calls, CappedLogger<AuthenticatedPost> logger)
{
    /// <summary>How long a call may take, both attempts together.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(9);

    private const int MaxBytes = 256 * 1024;

    /// <summary>Sends; the token is a deadline and never a caller's, so that its end is the provider's fault.</summary>
    /// <exception cref="OutageException">The provider or the vault cannot be reached.</exception>
    public async Task<Outcome<ProviderAnswer>> SendAsync(
        string call, ProviderMetadata provider, Uri endpoint, IReadOnlyList<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAsync(call, provider, endpoint, form, cancellationToken);
        }
        catch (OperationCanceledException cause)
        {
            throw new OutageException(Catalogue.ProviderUnavailable, cause);
        }
    }

    private async Task<Outcome<ProviderAnswer>> TryAsync(
        string call, ProviderMetadata provider, Uri endpoint, IReadOnlyList<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        var proof = await credential.ProveAsync(provider, cancellationToken);
        if (!proof.Succeeded)
        {
            return proof.Failure;
        }

        var answer = await PostAsync(call, endpoint, form, proof.Value, cancellationToken);
        if (!RefusesCredential(answer))
        {
            return Take(proof.Value, answer);
        }

        logger.CredentialRefused();
        if (await credential.AfterRefusalAsync(provider, proof.Value, cancellationToken) is not { } other)
        {
            return Catalogue.CredentialRejected.WithReason("The provider rejected the credential, and the vault has no other version.");
        }

        answer = await PostAsync(call, endpoint, form, other, cancellationToken);
        if (RefusesCredential(answer))
        {
            return Catalogue.CredentialRejected.WithReason("The provider rejected two versions of the credential.");
        }

        logger.CredentialReplaced();
        return Take(other, answer);
    }

    private Outcome<ProviderAnswer> Take(CredentialProof proof, ProviderAnswer answer)
    {
        // Only what proves it: any other refusal may be about the client as well.
        if (answer.Status is 200 or 201 || OAuthError.Read(answer) == "invalid_grant")
        {
            credential.Accepted(proof);
        }

        return answer;
    }

    private async Task<ProviderAnswer> PostAsync(
        string call, Uri endpoint, IReadOnlyList<KeyValuePair<string, string>> form, CredentialProof proof, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, http.Allow(endpoint))
        {
            // A pushed authorization request names the client already; nothing is sent twice (RFC 6749 section 3.2).
            Content = new FormUrlEncodedContent(form.Concat(proof.Fields.Where(field => form.All(other => other.Key != field.Key)))),
        };
        request.Headers.Authorization = proof.Header;
        return await http.CallAsync(calls, call, request, MaxBytes, cancellationToken);
    }

    private static bool RefusesCredential(ProviderAnswer answer) => TokenError.RefusesCredential(answer.Status, OAuthError.Read(answer));
}

/// <summary>The <c>error</c> member of an OAuth error answer (RFC 6749 section 5.2). Its description is never read.</summary>
internal static class OAuthError
{
    public static string? Read(ProviderAnswer answer) =>
        StrictJson.TryParse(answer.Text, out var root) ? StrictJson.Text(root.Value, "error") : null;
}
