using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using TokenExchange;
using TokenExchange.Functions;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication(); // first: it hands the function the HttpContext
builder.Services.AddTokenExchange(builder.Configuration, builder.Environment);
builder.Services.AddTelemetryExport(builder.Configuration);
builder.Build().Run();
