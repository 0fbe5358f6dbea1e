using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenExchange.Tests.Rotations;

/// <summary>Microsoft Graph at the wire, as far as a rotation calls it: the client secrets of one application.</summary>
internal sealed class FakeGraph(Func<string> newSecret) : HttpMessageHandler
{
    private const string Application = "/v1.0/applications(appId='token-exchange-demo')";

    /// <summary>The secrets that were added and not removed.</summary>
    public List<(string Id, string Name, string Secret)> Passwords { get; } = [];

    /// <summary>Called when the secrets change.</summary>
    public Action Changed { get; set; } = () => { };

    /// <summary>With it, every call is refused.</summary>
    public HttpStatusCode? Refusal { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Refusal is { } status)
        {
            return new HttpResponseMessage(status) { Content = new StringContent("""{"error":{"code":"no","message":"no"}}""") };
        }

        var body = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken));
        return request.RequestUri!.AbsolutePath switch
        {
            Application when request.Method == HttpMethod.Get => Json(new
            {
                passwordCredentials = Passwords.Select(password => new { keyId = password.Id, displayName = password.Name, hint = password.Secret[..3], secretText = (string?)null }),
            }),
            Application + "/addPassword" => Add((string)body!["passwordCredential"]!["displayName"]!),
            Application + "/removePassword" => Remove((string)body!["keyId"]!),
            var other => throw new InvalidOperationException(other),
        };
    }

    private HttpResponseMessage Add(string name)
    {
        Passwords.Add((Guid.NewGuid().ToString(), name, newSecret()));
        Changed();
        return Json(new { keyId = Passwords[^1].Id, displayName = name, secretText = Passwords[^1].Secret });
    }

    /// <summary>Like Microsoft Graph, it refuses an id that the application does not have.</summary>
    private HttpResponseMessage Remove(string id)
    {
        var isKnown = Passwords.RemoveAll(password => password.Id == id) > 0;
        Changed();
        return new HttpResponseMessage(isKnown ? HttpStatusCode.NoContent : HttpStatusCode.BadRequest);
    }

    private static HttpResponseMessage Json<T>(T body) => new(HttpStatusCode.OK) { Content = new StringContent(JsonSerializer.Serialize(body)) };
}
