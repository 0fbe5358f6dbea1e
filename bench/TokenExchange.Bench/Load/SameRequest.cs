namespace TokenExchange.Bench.Load;

/// <summary>The same request with each call.</summary>
/// <param name="request">The bytes of the request.</param>
/// <param name="statuses">The statuses with which it may be answered.</param>
internal sealed class SameRequest(byte[] request, params IReadOnlyList<int> statuses) : ICalls
{
    /// <summary>How many times a call sends it, for a floor of calls that consist of several requests.</summary>
    public int Times { get; init; } = 1;

    public async Task CallAsync(Connection connection, int number)
    {
        for (var i = 0; i < Times; i++)
        {
            await connection.ExpectAsync(request, statuses);
        }
    }
}
