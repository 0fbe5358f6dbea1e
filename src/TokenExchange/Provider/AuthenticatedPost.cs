using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using TokenExchange.Failures;

namespace TokenExchange.Provider;

/// <summary>
/// Posts a form to the provider with the client's proof, and once more with another proof when the provider answers <c>invalid_client</c>.
/// That one repetition is how a client secret changes under traffic. Token, revocation and any later endpoint share it.
/// </summary>
internal sealed class AuthenticatedPost(ProviderHttp http, IClientCredential credential, ILogger<AuthenticatedPost> logger)
{
    private const int MaxBytes = 256 * 1024;

    /// <exception cref="OutageException">The provider or the vault cannot be reached.</exception>
    public async Task<Outcome<ProviderAnswer>> SendAsync(
        ProviderMetadata provider, Uri endpoint, IReadOnlyList<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        var proof = await credential.ProveAsync(provider, cancellationToken);
        if (!proof.Succeeded)
        {
            return proof.Failure;
        }

        var answer = await PostAsync(endpoint, form, proof.Value, cancellationToken);
        if (!IsInvalidClient(answer))
        {
            return Take(proof.Value, answer);
        }

        logger.CredentialRefused();
        if (await credential.AfterRefusalAsync(provider, proof.Value, cancellationToken) is not { } other)
        {
            return Catalogue.CredentialRejected.Because("The provider answers invalid_client and the vault has no other credential.");
        }

        answer = await PostAsync(endpoint, form, other, cancellationToken);
        if (IsInvalidClient(answer))
        {
            return Catalogue.CredentialRejected.Because("The provider answers invalid_client to two versions of the credential.");
        }

        logger.CredentialReplaced();
        return Take(other, answer);
    }

    private Outcome<ProviderAnswer> Take(CredentialProof proof, ProviderAnswer answer)
    {
        if (answer.Status < 500)
        {
            credential.Accepted(proof);
        }

        return answer;
    }

    private async Task<ProviderAnswer> PostAsync(
        Uri endpoint, IReadOnlyList<KeyValuePair<string, string>> form, CredentialProof proof, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, http.Allow(endpoint))
        {
            Content = new FormUrlEncodedContent(form.Concat(proof.Fields)),
        };
        request.Headers.Authorization = proof.Header;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            return await http.SendAsync(request, MaxBytes, cancellationToken);
        }
        catch (HttpRequestException cause)
        {
            throw new OutageException(Catalogue.ProviderUnavailable, cause);
        }
        catch (OperationCanceledException cause)
        {
            throw new OutageException(Catalogue.ProviderUnavailable, cause); // the deadline; callers' tokens never come here
        }
        catch (IOException cause)
        {
            throw new OutageException(Catalogue.ProviderGarbled, cause);
        }
    }

    /// <summary>RFC 6749 section 5.2; some providers answer 401 with a body of their own.</summary>
    private static bool IsInvalidClient(ProviderAnswer answer) =>
        answer.Status is 400 or 401 && OAuthError.Read(answer) is var error && (error == "invalid_client" || (answer.Status == 401 && error is null));
}

/// <summary>The <c>error</c> member of an OAuth error answer (RFC 6749 section 5.2). Its description is never read.</summary>
internal static class OAuthError
{
    public static string? Read(ProviderAnswer answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Text);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error)
                && error.ValueKind == JsonValueKind.String ? error.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
