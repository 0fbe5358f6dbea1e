using TokenExchange.Provider;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>Compares the settings with what the provider at the configured address is known to need.</summary>
internal sealed class ProviderSettingsExamination(ProviderOptions options) : IExamination
{
    public IReadOnlyList<Check> Makes { get; } = [Checks.ProviderSettings];

    public Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Finding>>(Examine());

    private Finding[] Examine()
    {
        if (ProviderAddresses.PageOf(options) is not { } page)
        {
            return [Checks.ProviderSettings.Ok("No special settings are known for this provider.")];
        }

        Finding[] findings = [.. ProviderQuirks.Of(options).Select(quirk => quirk.Finding())];
        return findings.Length > 0 ? findings : [Checks.ProviderSettings.Ok($"The settings agree with docs/providers/{page}.")];
    }
}
