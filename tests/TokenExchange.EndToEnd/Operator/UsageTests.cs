using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Operator;

/// <summary>What the local host says as a process when it is asked for something that there is not.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("--only has an unknown value.", "--only", "bogus")]
    [InlineData("Unknown option --bogus.", "--bogus")]
    [InlineData("LocalHost:Ports:Gateway is not a number in range.", "--LocalHost:Ports:Gateway=99999")]
    [InlineData("LocalHost:Provider has an unknown value.", "--LocalHost:Provider=foo")]
    [InlineData("LocalHost:Vault:CertificateThumbprint is not the thumbprint of a certificate.", "--LocalHost:Vault:CertificateThumbprint=ff")]
    public async Task What_there_is_not_starts_nothing(string problem, params string[] args) => await RefusedAsync(problem, args);

    [Fact]
    public async Task Help_is_printed_and_nothing_starts()
    {
        var (code, output, errors) = await RunAsync("--help");

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("--spa <address>", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"ready\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_starts_nothing()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await RefusedAsync(
            $"LocalHost:Ports:Gateway: 127.0.0.1:{port} is in use. Write another port, or 0.",
            $"--LocalHost:Ports:Gateway={port}", "--LocalHost:Ports:Provider=0", "--LocalHost:Ports:Vault=0", "--LocalHost:Ports:Api=0");
    }

    private static async Task RefusedAsync(string problem, params string[] args)
    {
        var (code, output, errors) = await RunAsync(args);
        var lines = errors.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
            .SkipWhile(line => line.StartsWith("Starting: ", StringComparison.Ordinal)).ToArray();

        Assert.Equal((1, ""), (code, output));
        Assert.Equal(2, lines.Length); // what it is about, and the problem
        Assert.All(lines, line => Assert.StartsWith("error: ", line, StringComparison.Ordinal));
        Assert.Contains(problem, lines[1], StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(LocalHost.Folder, "TokenExchange.LocalHost.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
