using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TokenExchange.Tests.Local;

/// <summary>The local host's log: settings that are usual for debugging show no address of a callback either.</summary>
public sealed class LogTests : IAsyncLifetime
{
    private readonly LocalStand _stand = new();

    public ValueTask InitializeAsync() => _stand.InitializeAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Theory]
    [InlineData("--Logging:LogLevel:Microsoft.AspNetCore=Information")]
    [InlineData("--Logging:LogLevel:Default=Trace")]
    [InlineData("--Logging:Console:LogLevel:Default=Trace")]
    [InlineData("--Logging:Console:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Information")]
    public async Task No_setting_turns_the_request_log_of_the_framework_on(string setting)
    {
        await _stand.AddGatewayAsync(setting);
        var loggers = _stand.Inside.GetRequiredService<ILoggerFactory>();

        Assert.False(loggers.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").IsEnabled(LogLevel.Information));
        Assert.True(loggers.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").IsEnabled(LogLevel.Warning));
        Assert.True(loggers.CreateLogger("TokenExchange.Audit").IsEnabled(LogLevel.Information));
    }
}
