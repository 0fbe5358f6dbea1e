using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Server;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>A server of OpenIddict on a free port of loopback, with its tokens in a SQLite file. Anyone is signed in without a page.</summary>
internal sealed class OpenIddictServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("openiddict-");
    private readonly OpenIddictKeys _keys = new();
    private readonly List<OpenIddictCall> _calls = [];
    private readonly WebApplication _app;

    private OpenIddictServer()
    {
        var builder = PlainHost.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        OpenIddictSetup.AddTo(builder.Services, Path.Combine(_folder.FullName, "tokens.db"), Clock, _keys);
        _app = builder.Build();
        _app.Use(async (http, next) =>
        {
            var call = await OpenIddictCall.ReadAsync(http.Request);
            lock (_calls)
            {
                _calls.Add(call);
            }

            await next(http);
        });
        _app.UseAuthentication();
        OpenIddictEndpoints.MapTo(_app);
    }

    public ShiftedClock Clock { get; } = new();

    /// <summary>The issuer that OpenIddict derives from its own address: it ends with a slash.</summary>
    public string Issuer => _app.Urls.Single() + "/";

    public static async Task<OpenIddictServer> StartAsync()
    {
        var server = new OpenIddictServer();
        await server.InScopeAsync(services => services.GetRequiredService<DbContext>().Database.EnsureCreatedAsync());
        await server._app.StartAsync();
        await server.WarmUpAsync();
        return server;
    }

    public Task RegisterAsync(OpenIddictApplicationDescriptor client) =>
        InScopeAsync(async services => await services.GetRequiredService<IOpenIddictApplicationManager>().CreateAsync(client));

    /// <summary>Revokes every token of a user, as an administrator of the server does.</summary>
    public Task RevokeAsync(string subject) =>
        InScopeAsync(async services => await services.GetRequiredService<IOpenIddictTokenManager>().RevokeBySubjectAsync(subject));

    /// <summary>A new signing key; the old one is withdrawn at once.</summary>
    public void RotateKeys()
    {
        _keys.Replace();
        _app.Services.GetRequiredService<IOptionsMonitorCache<OpenIddictServerOptions>>().Clear();
    }

    /// <summary>The requests that reached a path.</summary>
    public IReadOnlyList<OpenIddictCall> Calls(string path)
    {
        lock (_calls)
        {
            return [.. _calls.Where(call => call.Path == path)];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _keys.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    /// <summary>The first requests of a server compile it and its store. On a busy machine that takes as long as the gateway waits for an answer.</summary>
    private async Task WarmUpAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri(Issuer) };
        var metadata = await http.GetFromJsonAsync<JsonElement>(".well-known/openid-configuration");
        await http.GetStringAsync(metadata.GetProperty("jwks_uri").GetString());
        foreach (var endpoint in new[] { "token_endpoint", "pushed_authorization_request_endpoint" })
        {
            using var form = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", "none"), new("client_id", "none")]);
            using var refused = await http.PostAsync(metadata.GetProperty(endpoint).GetString(), form);
            Assert.False(refused.IsSuccessStatusCode);
        }

        lock (_calls)
        {
            _calls.Clear();
        }
    }

    private async Task InScopeAsync(Func<IServiceProvider, Task> act)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        await act(scope.ServiceProvider);
    }
}
