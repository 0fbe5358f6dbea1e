using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TokenExchange.Bench.Load.Servers;
using TokenExchange.Peers;

// <mode> <address of the API> <access token> [<issuer> <client secret>]
if (args is not [var mode, var api, var token, ..])
{
    await Console.Error.WriteLineAsync("Expected: empty | bare | bare-token | yarp | yarp-cookie | yarp-store, the API's address, an access token [, the issuer, the client secret].");
    return 2;
}

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(options =>
{
    options.AddServerHeader = false;
    options.Limits.MaxRequestBodySize = null;
});
builder.WebHost.UseUrls("http://127.0.0.1:0");
var peer = Peer.Create(mode, api, token, args.Length > 4 ? (args[3], args[4]) : null);
peer.Add(builder.Services);
await using var app = builder.Build();
peer.Map(app);
await app.StartAsync();
var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
await ServerConsole.ServeAsync(address, await peer.SignInAsync(address));
await app.StopAsync();
return 0;
