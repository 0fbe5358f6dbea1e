using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser;

/// <summary>The dev provider with an authorization endpoint that asks nobody and answers at once, as the test says; everything else is the dev provider's.</summary>
internal sealed class AnsweringProvider : IAsyncDisposable
{
    private readonly TaskCompletionSource<string> _issuer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient _http = new(Way.To());
    private Site? _site;
    private int _requests;

    private AnsweringProvider()
    {
    }

    /// <summary>How many authorization requests came.</summary>
    public int Requests => _requests;

    /// <summary>Gives the parameters of the answer to the next authorization request, without state and issuer. Null: the request goes on to the dev provider.</summary>
    public Func<Task<string?>> Answer { get; set; } = () => Task.FromResult<string?>("error=access_denied");

    /// <summary>Whether the answer is without <c>state</c> and <c>iss</c>.</summary>
    public bool IsStateLost { get; set; }

    /// <summary>For the gateway that is to use it.</summary>
    public (string Key, string Value) Setting => ("TokenExchange:Provider:MetadataAddress", Address + "/metadata");

    private string Address => $"http://127.0.0.1:{_site!.Port}";

    public static async Task<AnsweringProvider> StartAsync()
    {
        var provider = new AnsweringProvider();
        provider._site = await Site.StartAsync(provider.ServeAsync);
        return provider;
    }

    /// <summary>Whose metadata it changes; until this is said, it does not answer.</summary>
    public void LeadTo(LocalHost host) => _issuer.TrySetResult(host.Provider);

    public async ValueTask DisposeAsync()
    {
        await (_site?.DisposeAsync() ?? ValueTask.CompletedTask);
        _http.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var issuer = await _issuer.Task.WaitAsync(context.RequestAborted);
        if (context.Request.Path == "/metadata")
        {
            var metadata = await _http.GetFromJsonAsync<JsonObject>(issuer + "/.well-known/openid-configuration", context.RequestAborted);
            metadata!["authorization_endpoint"] = Address + "/authorize";
            await context.Response.WriteAsJsonAsync(metadata, context.RequestAborted);
            return;
        }

        Interlocked.Increment(ref _requests);
        var query = context.Request.Query;
        var state = IsStateLost ? "" : $"&state={query["state"]}&iss={Uri.EscapeDataString(issuer)}";
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = await Answer() is { } parameters ? $"{query["redirect_uri"]}?{parameters}{state}" : $"{issuer}/authorize{context.Request.QueryString}";
    }
}
