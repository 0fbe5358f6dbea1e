using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using TokenExchange.Emulators.Vault;

namespace TokenExchange.Tests.Hooks;

/// <summary>One call as it arrived at Azure: what it was, the scope of its token, and its body.</summary>
internal sealed record AzureCall(string Brief, string Address, string Token, JsonElement Body);

/// <summary>A call that Azure refuses.</summary>
internal sealed record AzureFault(string Method, string At, int Status, string Code, string Message = "no", bool RepeatsBody = false);

/// <summary>
/// The resource manager, Event Grid and Microsoft Graph at the wire, as far as the hooks call them. The secrets are those of the vault emulator: a new
/// version of a secret there has nothing of the version before.
/// </summary>
internal sealed class FakeAzure(VaultEmulator vault) : HttpMessageHandler
{
    public List<AzureCall> Calls { get; } = [];

    public List<AzureFault> Faults { get; } = [];

    /// <summary>How often the functions are asked for in vain.</summary>
    public int Unlisted { get; set; }

    public List<string> Functions { get; } = ["VaultEvents"];

    public string FunctionKey { get; set; } = "KEY-abc+/d==";

    public int FailedHandshakes { get; set; }

    public List<JsonObject> Credentials { get; } = [];

    /// <summary>Who ends the hook while this method is under way.</summary>
    public (string Method, Action End)? Interruption { get; set; }

    /// <summary>The subscription to the vault's events, as Event Grid shows it.</summary>
    public JsonObject? Subscription { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var text = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var (method, path) = (request.Method.Method, request.RequestUri!.AbsolutePath);
        var brief = $"{method} {string.Join('/', path.Split('/')[^2..])}";
        Calls.Add(new(brief, request.RequestUri.ToString(), request.Headers.Authorization!.Parameter!, text.Length > 0 ? JsonSerializer.Deserialize<JsonElement>(text) : default));
        if (Interruption is { } interruption && interruption.Method == method)
        {
            interruption.End();
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken); // no answer ever comes
        }

        if (Faults.Find(fault => fault.Method == method && path.Contains(fault.At, StringComparison.Ordinal)) is { } fault)
        {
            return Error(fault.Status, fault.Code, fault.Message + (fault.RepeatsBody ? " " + text : ""));
        }

        return path.Contains("/secrets/", StringComparison.Ordinal) ? Secret(method, path.Split('/')[^1], text)
            : request.RequestUri.Host.StartsWith("graph.", StringComparison.Ordinal) ? Graph(method, text)
            : path.Contains("/eventSubscriptions", StringComparison.Ordinal) ? Event(method, path, text)
            : Site(path);
    }

    private HttpResponseMessage Secret(string method, string name, string text)
    {
        if (method == "PUT")
        {
            var body = JsonNode.Parse(text)!;
            var properties = body["properties"]!.AsObject();
            if (body["tags"] is { } tags)
            {
                properties["tags"] = tags.DeepClone();
            }

            var version = vault.Put(name, (string)properties["value"]!);
            vault.Update(name, version, entry => entry.Change(JsonSerializer.SerializeToElement(properties)));
        }

        return vault.Versions(name) is [var newest, ..]
            ? Json(new { tags = newest.Tags, properties = new { attributes = new { enabled = newest.Enabled }, contentType = newest.ContentType } })
            : Error(404, "SecretNotFound", $"A secret with (name/id) {name} was not found in this key vault.");
    }

    private HttpResponseMessage Graph(string method, string text)
    {
        if (method == "POST")
        {
            Credentials.Add(JsonNode.Parse(text)!.AsObject());
        }

        return Json(new { value = Credentials });
    }

    private HttpResponseMessage Site(string path)
    {
        if (path.EndsWith("/sync", StringComparison.Ordinal))
        {
            Unlisted--;
        }

        return path.EndsWith("/functions", StringComparison.Ordinal) ? Json(new { value = (Unlisted > 0 ? [] : Functions).Select(name => new { name = "func-x/" + name }) })
            : path.EndsWith("/listkeys", StringComparison.Ordinal) ? Json(new Dictionary<string, string> { ["default"] = FunctionKey })
            : new HttpResponseMessage(HttpStatusCode.NoContent);
    }

    private HttpResponseMessage Event(string method, string path, string text)
    {
        if (method == "PUT")
        {
            var properties = JsonNode.Parse(text)!["properties"]!;
            var address = (string)properties["destination"]!["properties"]!["endpointUrl"]!;
            Subscription = JsonSerializer.SerializeToNode(new
            {
                name = "vault-to-service",
                properties = new
                {
                    provisioningState = FailedHandshakes-- > 0 ? "Failed" : "Succeeded",
                    destination = new { properties = new { endpointBaseUrl = address.Split('?')[0] } },
                    filter = properties["filter"],
                },
            })!.AsObject();
        }

        return path.EndsWith("/eventSubscriptions", StringComparison.Ordinal)
            ? Json(new { value = Subscription is null ? [] : new[] { Subscription } })
            : Subscription is null ? Error(404, "ResourceNotFound", "no") : Json(Subscription);
    }

    private static HttpResponseMessage Json<T>(T body) => new(HttpStatusCode.OK) { Content = new StringContent(JsonSerializer.Serialize(body)) };

    private static HttpResponseMessage Error(int status, string code, string message) =>
        new((HttpStatusCode)status) { Content = new StringContent(JsonSerializer.Serialize(new { error = new { code, message } })) };
}
