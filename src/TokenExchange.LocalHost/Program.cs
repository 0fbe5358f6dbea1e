using TokenExchange;
using TokenExchange.Emulators;
using TokenExchange.LocalHost.Hosting;

try
{
    if (Arguments.AskForHelp(args))
    {
        await Console.Out.WriteAsync(Help.Text);
        return 0;
    }

    var arguments = Arguments.Parse(args);
    var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine([.. arguments.Known]).Build();
    var options = LocalHostOptions.Read(arguments, configuration).WithCertificate(TimeProvider.System);
    await Console.Error.WriteLineAsync(Readiness.Starting(options)); // standard output begins with the ready line
    var (ports, clock) = (Ports.Bind(options), new DevClock());
    await using var services = options.HasServices ? new Services(options, configuration, ports, clock) : null;
    await (services?.StartAsync() ?? Task.CompletedTask);
    var addresses = services?.Addresses ?? Addresses.Elsewhere(options);
    if (!options.HasGateway)
    {
        Readiness.Say(null, configuration, options, addresses);
        await Readiness.UntilStoppedAsync();
        return 0;
    }

    await using var app = GatewayHost.Build([.. arguments.Known], options, ports.Gateway, addresses, services?.Control, clock);
    await GatewayHost.StartAsync(app);
    Readiness.Say(options.GatewayAddress(ports.Gateway.Number), app.Configuration, options, addresses);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (ConfigurationException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}
