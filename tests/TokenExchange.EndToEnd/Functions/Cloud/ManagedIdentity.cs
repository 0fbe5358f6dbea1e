using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Functions.Cloud;

/// <summary>Where the platform hands out tokens of the app's user-assigned identity: to whoever knows the header that the environment names, and for these resources alone.</summary>
internal sealed class ManagedIdentity : IAsyncDisposable
{
    public const string ClientId = "5a0a6a1c-0d7b-4f0f-9d6e-0a3c5b1f2e77";

    private static readonly Dictionary<string, string> Tokens = new()
    {
        ["https://vault.azure.net"] = "dev-vault-token", // which the emulator takes
        ["https://monitor.azure.com/"] = "monitor-token",
    };

    private readonly string _header = Guid.NewGuid().ToString("N");
    private Site? _site;

    /// <summary>What the platform puts into the app's environment.</summary>
    public IEnumerable<(string Key, string Value)> Environment =>
        [("IDENTITY_ENDPOINT", $"http://127.0.0.1:{_site!.Port}/msi/token"), ("IDENTITY_HEADER", _header)];

    public static async Task<ManagedIdentity> StartAsync()
    {
        var identity = new ManagedIdentity();
        identity._site = await Site.StartAsync(identity.AnswerAsync);
        return identity;
    }

    public ValueTask DisposeAsync() => _site!.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var resource = query["resource"].ToString();
        if (context.Request.Headers["X-IDENTITY-HEADER"] != new StringValues(_header) || query["client_id"] != ClientId || !Tokens.TryGetValue(resource, out var token))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return context.Response.WriteAsJsonAsync(new { statusCode = 400, message = "No managed identity for this." });
        }

        var expires = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        return context.Response.WriteAsJsonAsync(new { access_token = token, expires_on = $"{expires}", resource, token_type = "Bearer" });
    }
}
