namespace TokenExchange.LocalHost.Spa;

/// <summary>
/// CORS for pages on <c>AllowedOrigins</c>, as the Functions host does it: the host answers preflights, allows exactly these origins, with credentials, and
/// exposes no further headers. The service itself writes no CORS headers.
/// </summary>
internal static class Cors
{
    public static void Use(WebApplication app)
    {
        var origins = app.Configuration.GetSection("TokenExchange:AllowedOrigins").GetChildren().Select(origin => origin.Value?.TrimEnd('/')).OfType<string>().ToArray();
        if (origins.Length > 0)
        {
            app.UseWhen(
                context => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase),
                api => api.UseCors(policy => policy.WithOrigins(origins).AllowAnyHeader().AllowAnyMethod().AllowCredentials()));
        }
    }
}
