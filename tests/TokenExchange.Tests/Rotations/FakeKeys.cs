using System.Net;
using System.Text.Json;

namespace TokenExchange.Tests.Rotations;

/// <summary>The management of an API's keys at the wire: keys with ids, and a pair of keys.</summary>
internal sealed class FakeKeys(string managementKey, Func<string> newKey) : HttpMessageHandler
{
    /// <summary>The valid keys by id; those of the pair are <c>primary</c> and <c>secondary</c>.</summary>
    public Dictionary<string, string> Valid { get; } = new() { ["primary"] = newKey(), ["secondary"] = newKey() };

    /// <summary>The labels of the keys that were created, by their ids.</summary>
    public Dictionary<string, string> Labels { get; } = [];

    /// <summary>Calls with what is neither the management key nor a valid key.</summary>
    public int Refused { get; private set; }

    /// <summary>Whether new keys are not valid.</summary>
    public bool IssuesWrongKeys { get; set; }

    /// <summary>The path of a call that is never answered; null: none.</summary>
    public string? HangsAt { get; set; }

    /// <summary>Ends when that call has come.</summary>
    public TaskCompletionSource Hangs { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.AbsolutePath == HangsAt)
        {
            Hangs.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }

        var body = request.Content is null ? "{}" : await request.Content.ReadAsStringAsync(cancellationToken);
        var sent = request.Headers.TryGetValues("X-Api-Key", out var keys) ? keys.Single() : null;
        var path = request.RequestUri!.AbsolutePath.Split('/');
        return (request.Method.Method, path[1]) switch
        {
            ("GET", "me") => Valid.ContainsValue(sent ?? "") ? Json(new { ok = true }) : Refuse(),
            _ when sent != managementKey => Refuse(),
            ("POST", "keys") => Create(JsonElement.Parse(body).GetProperty("name").GetString()!),
            ("DELETE", "keys") => new HttpResponseMessage(Valid.Remove(path[2]) ? HttpStatusCode.NoContent : HttpStatusCode.NotFound),
            ("POST", "pair") => Regenerate(path[2]),
            _ => throw new InvalidOperationException(request.RequestUri.AbsolutePath),
        };
    }

    private HttpResponseMessage Create(string label)
    {
        var (id, key) = ($"k{Valid.Count}-{Guid.NewGuid():N}", newKey());
        (Valid[id], Labels[id]) = (IssuesWrongKeys ? newKey() : key, label);
        return Json(new { data = new { id, key } });
    }

    private HttpResponseMessage Regenerate(string slot)
    {
        var key = newKey();
        Valid[slot] = IssuesWrongKeys ? newKey() : key;
        return Json(new Dictionary<string, string>(Valid) { [slot] = key });
    }

    private HttpResponseMessage Refuse()
    {
        Refused++;
        return new HttpResponseMessage(HttpStatusCode.Unauthorized);
    }

    private static HttpResponseMessage Json<T>(T body) => new(HttpStatusCode.OK) { Content = new StringContent(JsonSerializer.Serialize(body)) };
}
