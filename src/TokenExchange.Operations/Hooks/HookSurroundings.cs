using System.Diagnostics;
using Azure.Core;
using Azure.Identity;

namespace TokenExchange.Operations.Hooks;

/// <summary>Everything outside a hook that it uses: clock, environment, azd, terminal, Azure. Tests supply their own.</summary>
internal sealed record HookSurroundings
{
    public required TimeProvider Clock { get; init; }

    /// <summary>An environment variable; null when it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Removes a variable, so that no child process inherits it.</summary>
    public required Action<string> RemoveVariable { get; init; }

    /// <summary>A value of the selected azd environment; null without azd or the value.</summary>
    public required Func<string, CancellationToken, Task<string?>> AzdValue { get; init; }

    /// <summary>Asks for a value without showing it; null without a terminal.</summary>
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
