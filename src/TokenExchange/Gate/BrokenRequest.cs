using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>The server's own refusal while a body is read, wherever it surfaces: it is the caller's fault, also when the body was on its way to an upstream.</summary>
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
                return Catalogue.RequestInvalid with { EndsConnection = true }; // what Kestrel says of a chunk whose length is no number it knows
            }
        }

        return null;
    }
}
