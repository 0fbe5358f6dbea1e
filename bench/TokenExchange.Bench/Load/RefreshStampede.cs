using System.Globalization;
using TokenExchange.Bench.Stand;

namespace TokenExchange.Bench.Load;

/// <summary>
/// Sessions whose access token has expired, each called by all connections at the same time. All calls of a session must make one refresh together.
/// </summary>
/// <param name="server">The service.</param>
/// <param name="around">The process of the provider, which counts the refreshes.</param>
/// <param name="path">The path that is called.</param>
/// <param name="connections">How many calls a session gets: as many as there are connections, so that all of them wait for its refresh.</param>
internal sealed class RefreshStampede(ServerProcess server, ServerProcess around, string path, int connections) : ICalls
{
    private readonly CodeExchange _logins = new(server);
    private byte[][] _requests = [];

    public async Task PrepareAsync(int count)
    {
        _requests = new byte[count / connections][];
        using (var connection = await Connection.OpenAsync(server.Address))
        {
            for (var i = 0; i < _requests.Length; i++)
            {
                _requests[i] = Requests.Get(server.Address, path, await _logins.SignInAsync(connection));
            }
        }

        await Task.Delay(Surroundings.AccessTokenLifetime, TimeProvider.System);
        await around.AskAsync(); // what was counted before
    }

    public Task CallAsync(Connection connection, int number) => connection.ExpectAsync(_requests[number / connections], 200);

    public async Task CheckAsync()
    {
        if (await around.AskAsync() is var refreshes && refreshes != _requests.Length)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"{_requests.Length} sessions made {refreshes} refreshes with {connections} calls each."));
        }
    }
}
