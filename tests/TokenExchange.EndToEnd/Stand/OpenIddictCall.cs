using Microsoft.AspNetCore.Http;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>A request that reached OpenIddict.</summary>
internal sealed record OpenIddictCall(string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Form)
{
    public static async Task<OpenIddictCall> ReadAsync(HttpRequest request) => new(
        request.Path.Value ?? "",
        request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
        request.HasFormContentType ? (await request.ReadFormAsync()).ToDictionary(pair => pair.Key, pair => pair.Value.ToString()) : []);
}
