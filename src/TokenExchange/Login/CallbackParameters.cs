using Microsoft.Extensions.Primitives;
using TokenExchange.Failures;

namespace TokenExchange.Login;

/// <summary>The provider's answer as it came with the browser (RFC 6749 section 4.1.2, RFC 9207). Untrusted.</summary>
internal sealed record CallbackParameters
{
    /// <summary>Longest value that is looked at, in characters.</summary>
    private const int MaxLength = 8 * 1024;

    public string? Code { get; init; }

    public string? State { get; init; }

    public string? Issuer { get; init; }

    public string? Error { get; init; }

    /// <summary>What Apple posts of the user (<see cref="PostedUser"/>).</summary>
    public string? User { get; init; }

    /// <summary>Reads the parameters from a query or a form; one that comes twice is refused (RFC 6749 section 3.1), an empty one is absent.</summary>
    public static Outcome<CallbackParameters> Read(Func<string, StringValues> find)
    {
        StringValues[] found = [find("code"), find("state"), find("iss"), find("error"), find("user")];
        if (found.Any(values => values.Count > 1 || values is [{ Length: > MaxLength }]))
        {
            return Catalogue.RequestInvalid.WithReason("A parameter of the provider's answer comes twice or is too long.");
        }

        return new CallbackParameters { Code = One(found[0]), State = One(found[1]), Issuer = One(found[2]), Error = One(found[3]), User = One(found[4]) };
    }

    public override string ToString() => $"{nameof(CallbackParameters)} {{ *** }}";

    private static string? One(StringValues values) => values is [{ Length: > 0 } value] ? value : null;
}
