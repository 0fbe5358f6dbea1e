using Microsoft.AspNetCore.Http;

namespace TokenExchange.Gate;

/// <summary>Whose budget a request is counted against: the client's address, as the connection or a trusted front says it.</summary>
internal static class ClientAddress
{
    public static string Of(HttpContext context, GateOptions options)
    {
        if (options.ClientAddressHeader is { } header && context.Request.Headers[header] is [{ Length: > 0 and <= 64 } address])
        {
            return address;
        }

        return context.Connection.RemoteIpAddress?.ToString() ?? "";
    }
}
