using System.Net.Http.Headers;
using System.Text.Json;
using Azure.Core;

namespace TokenExchange.Rotations.Cloud;

/// <summary>
/// Calls the resource manager or Microsoft Graph as an account of Entra ID. A body is sent from memory: it is in no
/// argument, no file and no log.
/// </summary>
internal sealed class AzureRest(HttpMessageHandler connection, TokenCredential account, Uri endpoint)
{
    private readonly string[] _scopes = [$"{endpoint.GetLeftPart(UriPartial.Authority)}/.default"];

    public async Task<AzureAnswer> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        var address = new Uri(endpoint, path);
        if (address.Authority != endpoint.Authority || address.Scheme != endpoint.Scheme)
        {
            throw new ResourceIdException();
        }

        using var client = new HttpClient(connection, disposeHandler: false);
        using var request = new HttpRequestMessage(method, address);
        var token = await account.GetTokenAsync(new TokenRequestContext(_scopes), cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var answer = await client.SendAsync(request, cancellationToken);
        return new AzureAnswer((int)answer.StatusCode, Parse(await answer.Content.ReadAsStringAsync(cancellationToken)));
    }

    public Task<AzureAnswer> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, cancellationToken);

    private static JsonElement Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default; // no body, or an error page of a proxy
        }
    }
}
