using TokenExchange.Bench.Stand;

namespace TokenExchange.Bench.Load.Servers;

/// <summary>Provider, vault and API in a process of their own: what they cost is not counted. Its number is that of the refreshes since it was last asked.</summary>
internal static class AroundServer
{
    public static async Task RunAsync(string accessToken)
    {
        await using var around = await Surroundings.StartAsync(accessToken);
        await using var http2 = await Http2Api.StartAsync(accessToken);
        await ServerConsole.ServeAsync(
            around.TakeRefreshes, around.ProviderAddress, around.VaultAddress, around.VaultThumbprint, around.ApiAddress, around.ClientSecret, http2.Address, http2.CertificateFile);
    }
}
