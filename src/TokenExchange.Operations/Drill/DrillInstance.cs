using Microsoft.AspNetCore.Builder;
using TokenExchange.Emulators.Wire;

namespace TokenExchange.Operations.Drill;

/// <summary>One instance of the gateway under Kestrel.</summary>
internal sealed class DrillInstance : IAsyncDisposable
{
    private static readonly TimeSpan WarmUpLimit = TimeSpan.FromSeconds(20);

    private readonly WebApplication _app;

    private DrillInstance(WebApplication app, string address) => (_app, Address) = (app, address);

    /// <summary>Its own address, behind the common one.</summary>
    public string Address { get; }

    /// <param name="services">What it uses.</param>
    /// <param name="port">Its port.</param>
    /// <param name="origin">The common address.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<DrillInstance> StartAsync(DrillServices services, LoopbackPort port, string origin, CancellationToken cancellationToken)
    {
        var address = $"http://localhost:{port.Number}";
        var builder = EmulatorHost.CreateBuilder(Environments.Development);
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(services.Settings(origin));
        builder.Services.AddSingleton<TimeProvider>(services.Clock);
        builder.Services.AddSingleton(_ => services.NewVaultClient());
        builder.Services.AddTokenExchange(builder.Configuration, builder.Environment);
        port.Use(builder);
        var app = builder.Build();
        app.Map("/api/{**rest}", app.Services.GetRequiredService<Gateway>().InvokeAsync);
        await app.StartAsync(cancellationToken);
        var warmUp = app.Services.GetServices<IHostedService>().OfType<WarmUp>().Single().ExecuteTask!;
        await warmUp.WaitAsync(WarmUpLimit, TimeProvider.System, cancellationToken);
        return new DrillInstance(app, address);
    }

    /// <summary>Ends it after its requests and what they began.</summary>
    public async Task StopAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>Ends it without waiting for its requests.</summary>
    public async Task KillAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
