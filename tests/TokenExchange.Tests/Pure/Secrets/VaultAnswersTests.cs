using Azure;
using TokenExchange.Secrets;

namespace TokenExchange.Tests.Pure;

/// <summary>What an exception of the vault's client says of the vault's answer.</summary>
public sealed class VaultAnswersTests
{
    [Fact]
    public void The_status_of_repeated_attempts_is_the_last_one() =>
        Assert.Equal(403, VaultAnswers.StatusOf(new AggregateException(new RequestFailedException(500, "x"), new RequestFailedException(403, "x"), new IOException("x"))));

    [Fact]
    public void Without_an_answer_the_status_is_0() =>
        Assert.Equal(0, VaultAnswers.StatusOf(new AggregateException(new HttpRequestException("x"), new IOException("x"))));
}
