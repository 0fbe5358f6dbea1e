using System.Text.Json;

namespace TokenExchange.Bench.Load;

/// <summary>Logins as a page makes them: <c>POST login</c>, the provider's redirect, <c>POST exchange</c>. The provider signs the user in without a page.</summary>
internal sealed class CodeExchange(ServerProcess server) : ICalls
{
    private const string Json = "application/json";

    /// <summary>For the part between the two requests, which reaches the provider alone.</summary>
    private static readonly HttpClient Browser = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    private readonly byte[] _login = Requests.Post(server.Address, "/api/auth/login", Json, """{"loginHint":"alice"}"""u8.ToArray());

    public Task CallAsync(Connection connection, int number) => SignInAsync(connection);

    /// <summary>Signs a user in; returns the <c>Cookie</c> line of the new session.</summary>
    public async Task<string> SignInAsync(Connection connection)
    {
        await connection.ExpectAsync(_login, 200);
        var cookies = connection.NewCookies;
        using var started = JsonDocument.Parse(connection.JsonBody);
        using var redirect = await Browser.GetAsync(new Uri(started.RootElement.GetProperty("authorizationUrl").GetString()!));
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string?> { ["callbackUrl"] = redirect.Headers.Location?.OriginalString });
        await connection.ExpectAsync(Requests.Post(server.Address, "/api/auth/exchange", Json, body, cookies), 200);
        return connection.NewCookies;
    }
}
