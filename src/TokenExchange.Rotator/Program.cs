using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using TokenExchange;
using TokenExchange.Functions;
using TokenExchange.Rotations;
using TokenExchange.Rotator;

var builder = FunctionsApplication.CreateBuilder(args);
try
{
    builder.Services.AddRotator(builder.Configuration, builder.Environment.IsDevelopment());
}
catch (Exception wrong) when (wrong is ConfigurationException or RotationException)
{
    await Console.Error.WriteLineAsync(wrong.Message); // unhandled, all lines but the first would be logged as Information
    return 1;
}

builder.Services.AddTelemetryExport(builder.Configuration);
await builder.Build().RunAsync();
return 0;
