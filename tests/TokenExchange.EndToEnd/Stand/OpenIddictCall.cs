using Microsoft.AspNetCore.Http;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>A request that reached OpenIddict; <c>Bearer</c> is empty without an access token.</summary>
internal sealed record OpenIddictCall(string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Form, string Bearer)
{
    public static async Task<OpenIddictCall> ReadAsync(HttpRequest request) => new(
        request.Path.Value ?? "",
        request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
        request.HasFormContentType ? (await request.ReadFormAsync()).ToDictionary(pair => pair.Key, pair => pair.Value.ToString()) : [],
        request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal));
}
