using System.Text.Json;

namespace TokenExchange.Tests.Pure;

/// <summary>What is switched in the runtime of every program that listens, and cannot be seen in its code.</summary>
public sealed class HostSwitchTests
{
    [Fact]
    public void No_host_takes_a_bare_line_feed_for_the_end_of_a_line()
    {
        var hosts = Directory.GetFiles(AppContext.BaseDirectory, "TokenExchange.*.runtimeconfig.json");

        Assert.Contains(hosts, host => Path.GetFileName(host) == "TokenExchange.LocalHost.runtimeconfig.json");
        Assert.All(hosts, host =>
        {
            using var runtime = JsonDocument.Parse(File.ReadAllBytes(host));
            Assert.True(runtime.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties")
                .GetProperty("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators").GetBoolean());
        });
    }
}
