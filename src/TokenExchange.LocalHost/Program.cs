using TokenExchange;
using TokenExchange.LocalHost;
using TokenExchange.LocalHost.Doctor;
using TokenExchange.LocalHost.Hosting;

if (args is ["doctor", .. var rest])
{
    return await DoctorCommand.RunAsync(rest);
}

var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
if (!LocalHostOptions.TryRead(args, configuration, out var options))
{
    await Console.Error.WriteLineAsync(LocalHostOptions.Usage);
    return 2;
}

var clock = new DevClock();
try
{
    await using var services = options.HasServices ? new Services(options, configuration, clock) : null;
    await (services?.StartAsync() ?? Task.CompletedTask);
    var addresses = services?.Addresses ?? Addresses.Elsewhere(options);
    if (!options.HasGateway)
    {
        Readiness.Say(null, addresses, options, configuration);
        await Readiness.UntilStoppedAsync();
        return 0;
    }

    var port = new LoopbackPort(options.GatewayPort);
    await using var app = GatewayHost.Build(args, options, port, addresses, services?.Control, clock);
    await GatewayHost.StartAsync(app);
    Readiness.Say($"http://localhost:{port.Number}", addresses, options, configuration);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (ConfigurationException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}
