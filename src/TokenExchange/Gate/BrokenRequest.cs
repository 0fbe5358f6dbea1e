using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>The server's rejection of a request while its body is read. It is the caller's error, also when the body was being forwarded to an upstream.</summary>
internal static class BrokenRequest
{
    /// <summary>The failure: too large, or malformed framing; null for any other exception.</summary>
    public static Failure? Of(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is BadHttpRequestException bad)
            {
                return (bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? Catalogue.PayloadTooLarge : Catalogue.RequestInvalid) with { EndsConnection = true };
            }

            if (cause is IOException { InnerException: OverflowException })
            {
                return Catalogue.RequestInvalid with { EndsConnection = true }; // Kestrel's error for an invalid chunk length
            }
        }

        return null;
    }
}
