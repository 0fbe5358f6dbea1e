using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Operator;

/// <summary>The local host as a process: what it says when it is ready.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task A_gateway_alone_says_what_it_uses()
    {
        await using var services = await LocalHost.StartAsync();
        var (child, ready) = await Child.StartAsync(
            "dotnet",
            [
                Path.Combine(LocalHost.Folder, "TokenExchange.LocalHost.dll"), "--only=gateway",
                "--LocalHost:Ports:Gateway=0", "--LocalHost:Ports:Provider=0", "--LocalHost:Ports:Vault=0", "--LocalHost:Ports:Api=0",
                $"--LocalHost:Services={services.Provider}", $"--LocalHost:Vault:CertificateThumbprint={services.VaultThumbprint}",
                $"--TokenExchange:Provider:Authority={services.Provider}", $"--TokenExchange:KeyVault:Uri={services.Vault}",
            ],
            LocalHost.Folder);
        await using var gateway = child;

        Assert.Equal((services.Provider, services.Vault), (ready.GetProperty("provider").GetString(), ready.GetProperty("vault").GetString()));
        Assert.Null(ready.GetProperty("api").GetString());
    }
}
