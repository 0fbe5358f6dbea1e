using System.Net.Sockets;
using Azure;
using TokenExchange.Failures;

namespace TokenExchange.Tests.Pure;

/// <summary>What a log says of an exception: types, codes and our own sentences, and no message from outside.</summary>
public sealed class CauseTests
{
    public static TheoryData<Exception, string> Causes { get; } = new()
    {
        { new HttpRequestException(HttpRequestError.NameResolutionError, "secret"), "HttpRequestException (NameResolutionError)" },
        { new HttpRequestException("secret", new SocketException((int)SocketError.ConnectionRefused)), "SocketException (ConnectionRefused)" },
        { new HttpIOException(HttpRequestError.ResponseEnded, "secret"), "HttpIOException (ResponseEnded)" },
        { new HttpRequestException("secret"), "HttpRequestException" },
        { new RequestFailedException(403, "secret", "Forbidden", null), "RequestFailedException (status 403)" },
        { new AggregateException(new InvalidOperationException("secret"), new RequestFailedException(500, "secret")), "RequestFailedException (status 500)" },
        { new OutageException(Catalogue.VaultUnavailable, new IOException("secret")), "IOException" },
        { new OutageException(Catalogue.Misconfigured.WithReason("reason")), "none" },
    };

    public static TheoryData<Exception, string> Reasons { get; } = new()
    {
        { new OutageException(Catalogue.Misconfigured.WithReason("reason"), new IOException("other")), "reason" },
        { new IOException("a message"), "" },
        { new HttpIOException(HttpRequestError.ResponseEnded, "the system's sentence"), "" },
        { new InvalidOperationException("a message"), "" },
    };

    [Theory]
    [MemberData(nameof(Causes))]
    public void A_cause_is_a_type_and_a_code(Exception error, string expected) => Assert.Equal(expected, Cause.Of(error));

    [Theory]
    [MemberData(nameof(Reasons))]
    public void A_reason_is_one_that_this_service_wrote(Exception error, string expected) => Assert.Equal(expected, Cause.ReasonOf(error));
}
