using System.Diagnostics;
using Azure.Core;
using Azure.Identity;

namespace TokenExchange.Operations.Hooks;

/// <summary>What a hook touches of the world: clock, environment, azd, terminal, Azure. A test gives its own.</summary>
internal sealed record HookSurroundings
{
    public required TimeProvider Clock { get; init; }

    /// <summary>A variable of the environment; null when it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Removes a variable, so that no process started from here inherits it.</summary>
    public required Action<string> RemoveVariable { get; init; }

    /// <summary>A value of the selected azd environment; null when azd or the value is not there.</summary>
    public required Func<string, CancellationToken, Task<string?>> AzdValue { get; init; }

    /// <summary>Asks for a value that is not shown; null where there is no terminal.</summary>
    public required Func<string, CancellationToken, Task<string?>> Ask { get; init; }

    /// <summary>The connection to Azure.</summary>
    public required HttpMessageHandler Connection { get; init; }

    /// <summary>The account that azd is signed in to, in this tenant.</summary>
    public required Func<string?, TokenCredential> Account { get; init; }

    /// <summary>The machine that this process runs on.</summary>
    public static HookSurroundings Machine { get; } = new()
    {
        Clock = TimeProvider.System,
        Variable = Environment.GetEnvironmentVariable,
        RemoveVariable = name => Environment.SetEnvironmentVariable(name, null),
        AzdValue = AskAzdAsync,
        Ask = HiddenInput.ReadAsync,
        Connection = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false },
        Account = tenant => new AzureDeveloperCliCredential(new AzureDeveloperCliCredentialOptions { TenantId = tenant }),
    };

    private static async Task<string?> AskAzdAsync(string name, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("azd", ["env", "get-value", name]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var azd = Process.Start(start)!;
            var errors = azd.StandardError.ReadToEndAsync(cancellationToken);
            var value = await azd.StandardOutput.ReadToEndAsync(cancellationToken);
            await errors;
            await azd.WaitForExitAsync(cancellationToken);
            return azd.ExitCode == 0 ? value.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // azd is not installed
        }
    }
}
