using System.Diagnostics;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Operator;

/// <summary>
/// A hook as a process, between an azd that the test wrote and the signals of a terminal. What a hook does with Azure is seen in the in-memory suite.
/// </summary>
public sealed class HookTests : IDisposable
{
    private const string Secret = "canary-of-the-hook";

    private readonly string _folder = Directory.CreateTempSubdirectory("hook-").FullName;

    [SignalFact]
    public async Task Ctrl_C_ends_a_hook_that_waits_with_a_failure_and_leaves_nothing()
    {
        var hook = Start("exec sleep 100");
        await using var running = hook;
        await Until.TrueAsync("azd is asked", () => Task.FromResult(File.Exists(Path.Combine(_folder, "asked"))));

        using var signal = Process.Start("kill", ["-INT", $"{hook.Id}"])!;
        await signal.WaitForExitAsync();
        await hook.ExitedAsync();

        Assert.NotEqual(0, hook.ExitCode);
        Assert.DoesNotContain(Secret, hook.Output + hook.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "temp")));
    }

    [SignalFact]
    public async Task No_program_that_a_hook_starts_inherits_the_secret_or_has_it_in_its_arguments()
    {
        await using var hook = Start("exit 1");

        await hook.ExitedAsync();

        Assert.Equal(1, hook.ExitCode);
        var asked = await File.ReadAllTextAsync(Path.Combine(_folder, "asked"));
        Assert.Contains("AZURE_ENV_NAME=dev", asked, StringComparison.Ordinal); // it was asked, in the hook's environment
        Assert.DoesNotContain(Secret, asked, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, hook.Output + hook.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Starts postprovision with an azd that notes arguments and environment, answers no value, and does this when it is asked for a token.</summary>
    private Child Start(string whenAskedForToken)
    {
        var (bin, temp) = (Path.Combine(_folder, "bin"), Path.Combine(_folder, "temp"));
        Directory.CreateDirectory(bin);
        Directory.CreateDirectory(temp);
        var azd = Path.Combine(bin, "azd");
        File.WriteAllText(azd, $"#!/bin/sh\n{{ echo \"$@\"; env; }} >>'{_folder}/notes'\n[ \"$1\" = auth ] || exit 1\nmv '{_folder}/notes' '{_folder}/asked'\n{whenAskedForToken}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(azd, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(Requirements.Output("TokenExchange.Operations"), "TokenExchange.Operations.dll"), "hooks", "postprovision"]);
        foreach (var (name, value) in new[]
        {
            ("PATH", bin + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH")), ("TMPDIR", temp), ("DOTNET_EnableDiagnostics", "0"),
            ("CLIENT_SECRET", Secret), ("SECRET_VALUE", Secret), ("AZURE_ENV_NAME", "dev"), ("AZURE_KEY_VAULT_ID", "/subscriptions/s/vaults/kv-x"),
            ("AZURE_KEY_VAULT_NAME", "kv-x"), ("AZURE_TENANT_ID", "33333333-3333-3333-3333-333333333333"), ("SERVICE_FEDERATION_ISSUER", "https://login.microsoftonline.com/t/v2.0"),
        })
        {
            start.Environment[name] = value;
        }

        return Child.Start(start);
    }
}
