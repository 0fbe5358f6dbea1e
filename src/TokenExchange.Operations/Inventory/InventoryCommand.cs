using System.CommandLine;
using TokenExchange.Operations.Doctor;
using TokenExchange.Operations.Doctor.Before;
using TokenExchange.Operations.Doctor.Sources;
using TokenExchange.Rotations.Inventory;
using TokenExchange.Rotations.Policy;

namespace TokenExchange.Operations.Inventory;

/// <summary><c>inventory</c>: every secret in use with its owner, age and policy.</summary>
internal static class InventoryCommand
{
    /// <summary>Exit code: 0 every secret keeps to its policy, 1 one does not or cannot be listed, 2 the inventory could not run.</summary>
    public static Command Create(Surroundings surroundings)
    {
        var configuration = ConfigurationOption.Create();
        configuration.Required = true;
        var maximumAge = MaximumAgeOption.Create();
        var development = ConfigurationOption.Switch("--development", "allow http on loopback, as in the local host");
        var json = ConfigurationOption.Switch("--json", "write the inventory as one JSON document");
        var inventory = new Command("inventory", "Lists the secrets that a configuration uses: owner, class, version, age, expiry, last rotation. Reads no value.")
        {
            configuration, maximumAge, development, json,
        };
        inventory.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(configuration)!,
            parsed.GetValue(maximumAge),
            parsed.GetValue(development),
            surroundings,
            new InventoryReport(parsed.GetValue(json), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error),
            cancellationToken));
        return inventory;
    }

    private static async Task<int> RunAsync(
        string source, int? maximumAge, bool isDevelopment, Surroundings surroundings, InventoryReport report, CancellationToken cancellationToken)
    {
        if (ConfigurationSource.TryRead(source, surroundings, out var problem) is not { } configuration)
        {
            return await report.RefuseAsync(problem);
        }

        if (ConfigurationCheck.Examine(configuration, isDevelopment).FirstOrDefault(finding => finding.Verdict == Verdict.Failed) is { } wrong)
        {
            return await report.RefuseAsync($"{wrong.Found} {wrong.Todo}");
        }

        if ((maximumAge ?? MaximumAge.TryRead(configuration, out problem)) is not { } days)
        {
            return await report.RefuseAsync(problem);
        }

        using var service = Rehearsal.Build(configuration, isDevelopment, surroundings);
        return await report.WriteAsync(await SecretInventory.Of(service.Services).ReadAsync(days, cancellationToken));
    }
}
