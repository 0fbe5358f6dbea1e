using System.CommandLine;
using Azure.Identity;
using TokenExchange.Rotations.Cloud;
using TokenExchange.Rotations.Vault;

namespace TokenExchange.Operations.Hooks;

/// <summary><c>hooks</c>: the commands that azd runs after provisioning and after deploying, with its own login only.</summary>
internal static class HooksCommand
{
    /// <summary>Exit code: 0 done, 1 failed, 2 wrong arguments, 130 stopped.</summary>
    private const int Stopped = 130;

    public static Command Create(HookSurroundings surroundings) =>
        new("hooks", "Commands that azd runs after provisioning and after deploying. They can also be run manually.") { Postprovision(surroundings), Postdeploy(surroundings) };

    private static Command Postprovision(HookSurroundings surroundings)
    {
        var dry = ConfigurationOption.Switch("--dry-run", "show what would be done, and change nothing");
        var name = ConfigurationOption.Text("--set-secret", "name", "set a new version of that secret; the value is asked for or taken from SECRET_VALUE");
        var rotate = ConfigurationOption.Switch("--rotate-session-key", "add a new version of the session key: 48 random bytes");
        var notBefore = ConfigurationOption.Text("--not-before", "YYYY-MM-DD", "the day (UTC) at whose beginning the new version becomes valid, or SECRET_NOT_BEFORE; the public half of a private key is published at once");
        var expires = ConfigurationOption.Text("--expires", "YYYY-MM-DD", "the day (UTC) at whose end the new version expires, or SECRET_EXPIRES; an alert is sent 30 days before");
        var command = new Command(
            "postprovision",
            "Checks the session key, and sets the client secret if it has no value yet (asked for, or taken from CLIENT_SECRET) or registers the app's identity at the application.")
        {
            dry, name, rotate, notBefore, expires,
        };
        command.Validators.Add(arguments =>
        {
            if (arguments.GetResult(name) is not null && arguments.GetResult(rotate) is not null)
            {
                arguments.AddError("--set-secret and --rotate-session-key exclude each other.");
            }
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed,
            surroundings,
            parsed.GetValue(dry),
            run => new Postprovision(run, new(parsed.GetValue(name), parsed.GetValue(rotate), parsed.GetValue(notBefore), parsed.GetValue(expires))).RunAsync(cancellationToken)));
        return command;
    }

    private static Command Postdeploy(HookSurroundings surroundings)
    {
        var dry = ConfigurationOption.Switch("--dry-run", "show what would be done, and change nothing");
        var force = ConfigurationOption.Switch("--force", "subscribe again, for example after the function's key was renewed");
        var command = new Command("postdeploy", "Subscribes the service to the vault's events, so that a changed secret is read at its next use.") { dry, force };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed, surroundings, parsed.GetValue(dry), run => new Postdeploy(run, parsed.GetValue(force)).RunAsync(cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, HookSurroundings surroundings, bool isDry, Func<HookRun, Task> hook)
    {
        var run = new HookRun(
            parsed.CommandResult.Command.Name, isDry, surroundings, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        try
        {
            await hook(run);
            return 0;
        }
        catch (Exception failed) when (failed is HookException or ResourceIdException)
        {
            await run.ComplainAsync("error: " + failed.Message);
        }
        catch (AuthenticationFailedException)
        {
            await run.ComplainAsync("error: azd is not signed in to Azure or to the tenant of this environment; run 'azd auth login'.");
        }
        catch (HttpRequestException fault)
        {
            await run.ComplainAsync($"error: Azure does not respond: {NetworkFault.Describe(fault)}.");
        }
        catch (OperationCanceledException)
        {
            await run.ComplainAsync("error: stopped before completion.");
            return Stopped;
        }

        return 1;
    }
}
