namespace TokenExchange.Operations.Hooks;

/// <summary>Secret values from the environment or from the terminal.</summary>
internal sealed class GivenSecrets
{
    public const string ClientSecret = "CLIENT_SECRET";
    public const string AnySecret = "SECRET_VALUE";

    private readonly HookRun _run;
    private readonly Dictionary<string, string> _values = [];

    /// <summary>Removes them from the environment at once, so that no child process inherits them.</summary>
    public GivenSecrets(HookRun run)
    {
        _run = run;
        foreach (var variable in new[] { ClientSecret, AnySecret })
        {
            _values[variable] = run.Surroundings.Variable(variable) ?? "";
            run.Surroundings.RemoveVariable(variable);
        }
    }

    /// <summary>azd stores its environment in a file as plain text, and passes it to every hook.</summary>
    /// <exception cref="HookException">A secret is in the azd environment.</exception>
    public async Task RefuseStoredAsync(CancellationToken cancellationToken)
    {
        foreach (var variable in _values.Keys)
        {
            if (await _run.Surroundings.AzdValue(variable, cancellationToken) is { Length: > 0 })
            {
                var environment = await _run.ValueAsync("AZURE_ENV_NAME", cancellationToken) is { Length: > 0 } name ? name : "<environment>";
                throw new HookException(
                    $"{variable} is in the azd environment: .azure/{environment}/.env contains it as plain text. Delete the line there, renew the secret at the provider, "
                    + $"and enter the new one when asked, or set {variable} for one command only.");
            }
        }
    }

    /// <exception cref="HookException">There is no value, or it is not valid.</exception>
    public async Task<SecretInput> GetAsync(string name, string variable, CancellationToken cancellationToken)
    {
        var value = _values[variable] is { Length: > 0 } given ? given : await _run.Surroundings.Ask($"postprovision: value of '{name}' (not shown): ", cancellationToken);
        return SecretInput.Read(name, value ?? throw new HookException($"'{name}' has no value yet. Run this in a terminal, or set {variable} in the environment."));
    }
}
