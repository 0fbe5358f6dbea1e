using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TokenExchange;
using TokenExchange.Functions;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication(); // first: it hands the function the HttpContext
builder.Services.Configure<KestrelServerOptions>(server => server.Limits.MaxRequestBodySize = null); // the gateway's are lower, and answer 413 instead of breaking the host's call
builder.Services.AddTokenExchange(builder.Configuration, builder.Environment);
builder.Services.AddTelemetryExport(builder.Configuration);
builder.Build().Run();
