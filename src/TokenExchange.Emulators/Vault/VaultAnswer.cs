namespace TokenExchange.Emulators.Vault;

/// <summary>What the answers about secrets and about keys have in common.</summary>
internal static class VaultAnswer
{
    public static string Name(HttpContext context) => (string)context.Request.RouteValues["name"]!;

    public static string Base(HttpContext context) => $"https://{context.Request.Host}";

    public static Task ErrorAsync(HttpContext context, int status, string code, string message, string? inner = null)
    {
        context.Response.StatusCode = status;
        object error = inner is null ? new { code, message } : new { code, message, innererror = new { code = inner } };
        return context.Response.WriteAsJsonAsync(new { error }, context.RequestAborted);
    }
}
