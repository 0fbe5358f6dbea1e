using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TokenExchange;
using TokenExchange.Functions;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication(); // first: it gives the functions the HttpContext
builder.Services.Configure<KestrelServerOptions>(server => server.Limits.MaxRequestBodySize = null); // the gateway's limits are lower, and answer 413 instead of aborting the host's call
try
{
    builder.Services.AddTokenExchange(builder.Configuration, builder.Environment);
}
catch (ConfigurationException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message); // unhandled, all lines but the first would be logged as Information
    return 1;
}

builder.Services.AddTelemetryExport(builder.Configuration);
await builder.Build().RunAsync();
return 0;
