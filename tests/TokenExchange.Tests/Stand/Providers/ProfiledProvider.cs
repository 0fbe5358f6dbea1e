using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace TokenExchange.Tests.Stand.Providers;

/// <summary>The dev provider at the addresses of another one, with that one's token responses.</summary>
/// <param name="provider">The dev provider.</param>
/// <param name="profile">The other one.</param>
/// <param name="secret">The secret that the dev provider knows: it stands for one that is a signed token (Apple), and for a client assertion.</param>
internal sealed class ProfiledProvider(HttpMessageHandler provider, ProviderProfile profile, string secret) : DelegatingHandler(provider)
{
    private const string Discovery = "/.well-known/openid-configuration";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (path, query) = (request.RequestUri!.AbsolutePath, request.RequestUri.Query);
        var endpoint = path.EndsWith(Discovery, StringComparison.Ordinal) ? Discovery : path[path.LastIndexOf('/')..];
        request.RequestUri = new Uri(TestStand.ProviderOrigin + endpoint + query);
        if (request.Content is not null)
        {
            request.Content = await KnownSecretAsync(request.Content, cancellationToken);
        }

        var response = await base.SendAsync(request, cancellationToken);
        if (endpoint == "/token" && response.IsSuccessStatusCode)
        {
            response.Content = await ShapedAsync(response.Content, cancellationToken);
        }

        return response;
    }

    private async Task<FormUrlEncodedContent> KnownSecretAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var form = QueryHelpers.ParseQuery(await content.ReadAsStringAsync(cancellationToken));
        var isAssertion = form.Remove("client_assertion") && form.Remove("client_assertion_type");
        if (isAssertion || form.ContainsKey("client_secret"))
        {
            form["client_secret"] = secret;
        }

        return new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Key, field.Value.ToString())));
    }

    private async Task<StringContent> ShapedAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var answer = JsonNode.Parse(await content.ReadAsStringAsync(cancellationToken))!.AsObject();
        foreach (var (name, value) in profile.TokenResponse)
        {
            answer.Remove(name);
            if (value is not null)
            {
                answer[name] = JsonSerializer.SerializeToNode(value);
            }
        }

        return new StringContent(answer.ToJsonString(), null, "application/json");
    }
}
