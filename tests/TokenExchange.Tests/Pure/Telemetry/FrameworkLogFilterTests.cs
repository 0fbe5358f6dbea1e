using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TokenExchange.Telemetry;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Pure;

/// <summary>Which records of the framework can be turned on by configuration, and which never.</summary>
public sealed class FrameworkLogFilterTests : IDisposable
{
    private readonly LogSink _logs = new();

    public static TheoryData<string> Everything =>
    [
        "Logging:LogLevel:Default", "Logging:LogLevel:*", "Logging:LogLevel:Microsoft", "Logging:LogLevel:Microsoft.AspNetCore", "Logging:LogLevel:System", "Logging:LogLevel:System.Net.Http.HttpClient",
        "Logging:LogLevel:System.Net.Http.HttpClient.token-exchange-provider.LogicalHandler", "Logging:LogLevel:Azure", "Logging:LogLevel:Azure.Core", "Logging:LogLevel:Azure.Identity",
        "Logging:Sink:LogLevel:Default", "Logging:Sink:LogLevel:Microsoft", "Logging:Sink:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Logging:Sink:LogLevel:System.Net.Http", "Logging:Sink:LogLevel:Azure.Core",
    ];

    public void Dispose() => _logs.Dispose();

    [Theory]
    [MemberData(nameof(Everything))]
    public void What_shows_addresses_queries_or_headers_is_written_from_Warning_on(string key)
    {
        using var services = Build(key);
        var loggers = services.GetRequiredService<ILoggerFactory>();

        foreach (var category in new[]
        {
            "Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.HttpLogging.HttpLoggingMiddleware", "Microsoft.AspNetCore.Routing.EndpointMiddleware",
            "Microsoft.AspNetCore.Routing.Matching.DfaMatcher", "Microsoft.AspNetCore.Server.Kestrel.BadRequests", "Microsoft.AspNetCore.Server.Kestrel.Core.Internal.LoggingConnectionMiddleware",
            "Microsoft.AspNetCore.StaticFiles.StaticFileMiddleware", "System.Net.Http.HttpClient.token-exchange-provider.LogicalHandler", "System.Net.Http.HttpClient.Default.ClientHandler",
            "Microsoft.Extensions.Http.DefaultHttpClientFactory", "Azure.Core", "Azure.Identity", "Azure.Security.KeyVault.Secrets", "Microsoft.IdentityModel.Tokens",
        })
        {
            var logger = loggers.CreateLogger(category);
            foreach (var level in new[] { LogLevel.Trace, LogLevel.Debug, LogLevel.Information })
            {
                Assert.False(logger.IsEnabled(level), $"{category} {level}");
            }

            Assert.True(logger.IsEnabled(LogLevel.Warning), category);
        }
    }

    [Fact]
    public void The_service_and_the_rest_of_the_framework_follow_the_configuration()
    {
        using var services = Build("Logging:LogLevel:Default", ("Logging:LogLevel:Microsoft.Hosting", "Debug"), ("Logging:LogLevel:TokenExchange.Audit", "Error"));
        var loggers = services.GetRequiredService<ILoggerFactory>();

        Assert.True(loggers.CreateLogger("TokenExchange.Gate").IsEnabled(LogLevel.Trace));
        Assert.False(loggers.CreateLogger("TokenExchange.Audit").IsEnabled(LogLevel.Warning));
        Assert.True(loggers.CreateLogger("Microsoft.Hosting.Lifetime").IsEnabled(LogLevel.Debug));
        Assert.False(loggers.CreateLogger("Microsoft.Hosting.Lifetime").IsEnabled(LogLevel.Trace));
        Assert.True(loggers.CreateLogger("Microsoft.AspNetCoreX").IsEnabled(LogLevel.Warning));
    }

    [Fact]
    public void Without_any_configuration_the_framework_begins_at_Warning_and_the_rest_at_the_hosts_minimum()
    {
        using var services = Build("Unrelated");
        var loggers = services.GetRequiredService<ILoggerFactory>();

        Assert.False(loggers.CreateLogger("Microsoft.Hosting.Lifetime").IsEnabled(LogLevel.Information));
        Assert.True(loggers.CreateLogger("TokenExchange.Gate").IsEnabled(LogLevel.Information));
        Assert.False(loggers.CreateLogger("TokenExchange.Gate").IsEnabled(LogLevel.Debug));
    }

    [Fact]
    public void A_filter_of_the_host_still_counts()
    {
        using var services = Build("Logging:LogLevel:Default", logging => logging.AddFilter("Mine", level => level >= LogLevel.Error));
        var loggers = services.GetRequiredService<ILoggerFactory>();

        Assert.False(loggers.CreateLogger("Mine").IsEnabled(LogLevel.Warning));
        Assert.True(loggers.CreateLogger("Mine").IsEnabled(LogLevel.Error));
    }

    [Fact]
    public void A_change_of_the_configuration_while_the_service_runs_changes_nothing_of_it()
    {
        var configuration = new ConfigurationManager();
        using var services = Build(configuration);
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics");

        configuration["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace";
        ((IConfigurationRoot)configuration).Reload();

        Assert.False(logger.IsEnabled(LogLevel.Information));
    }

    private ServiceProvider Build(string key, params (string Key, string Level)[] more) => Build(key, null, more);

    private ServiceProvider Build(string key, Action<ILoggingBuilder>? host, params (string Key, string Level)[] more)
    {
        var configuration = new ConfigurationManager();
        foreach (var (name, level) in more.Prepend((key, "Trace")))
        {
            configuration[name] = level;
        }

        return Build(configuration, host);
    }

    /// <summary>As a host does it: its own logging first, then the service, then what it adds last.</summary>
    private ServiceProvider Build(ConfigurationManager configuration, Action<ILoggingBuilder>? host = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddLogging(logging => logging.AddConfiguration(configuration.GetSection("Logging")).AddProvider(_logs));
        services.AddTelemetry();
        services.AddLogging(logging => host?.Invoke(logging));
        return services.BuildServiceProvider();
    }
}
