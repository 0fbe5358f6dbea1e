using System.Collections;
using Microsoft.AspNetCore.Http;
using TokenExchange.EndToEnd.Functions;
using TokenExchange.EndToEnd.Functions.Host;

namespace TokenExchange.ColdStart;

/// <summary>An application whose worker is another process from start to start.</summary>
internal sealed class RestartedApp(IReadOnlyDictionary<string, string> settings) : IDeployedApp
{
    /// <summary>Variables with this prefix are passed on without it, for example <c>WORKER_DOTNET_TieredPGO=0</c>.</summary>
    private const string Prefix = "WORKER_";

    private static readonly Dictionary<string, string> Passed = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(variable => ((string)variable.Key).StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(variable => ((string)variable.Key)[Prefix.Length..], variable => (string)variable.Value!);

    private FunctionsHost? _host;

    public Task AnswerAsync(HttpContext context) => _host!.AnswerAsync(context);

    /// <summary>Starts a published worker; returns the id of its process.</summary>
    public async Task<int> StartAsync(string program, bool hasSettings)
    {
        _host = await FunctionsHost.StartAsync(program, new Dictionary<string, string>([.. settings.Where(_ => hasSettings), .. Passed]));
        return _host.ProcessId;
    }

    public async Task StopAsync()
    {
        await (_host?.DisposeAsync() ?? ValueTask.CompletedTask);
        _host = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}
