namespace TokenExchange.Operations.Hooks;

/// <summary>Values of secrets that were given to a hook by its environment, or are asked for.</summary>
internal sealed class GivenSecrets
{
    public const string ClientSecret = "CLIENT_SECRET";
    public const string AnySecret = "SECRET_VALUE";

    private readonly HookRun _run;
    private readonly Dictionary<string, string> _values = [];

    /// <summary>Takes them out of the environment at once, so that no process started from here inherits them.</summary>
    public GivenSecrets(HookRun run)
    {
        _run = run;
        foreach (var variable in new[] { ClientSecret, AnySecret })
        {
            _values[variable] = run.Surroundings.Variable(variable) ?? "";
            run.Surroundings.RemoveVariable(variable);
        }
    }

    /// <summary>azd keeps its environment in a file, as plain text, and hands it to every hook.</summary>
    /// <exception cref="HookException">A secret is in the azd environment.</exception>
    public async Task RefuseStoredAsync(CancellationToken cancellationToken)
    {
        foreach (var variable in _values.Keys)
        {
            if (await _run.Surroundings.AzdValue(variable, cancellationToken) is { Length: > 0 })
            {
                var environment = await _run.ValueAsync("AZURE_ENV_NAME", cancellationToken) is { Length: > 0 } name ? name : "<environment>";
                throw new HookException(
                    $"{variable} is in the azd environment: .azure/{environment}/.env has it as plain text. Delete its line there, renew the secret at the provider, "
                    + $"and type the new one when asked, or set {variable} for one command only.");
            }
        }
    }

    /// <exception cref="HookException">There is no value, or it cannot be a secret.</exception>
    public async Task<SecretInput> GetAsync(string name, string variable, CancellationToken cancellationToken)
    {
        var value = _values[variable] is { Length: > 0 } given ? given : await _run.Surroundings.Ask($"postprovision: value of '{name}' (not shown): ", cancellationToken);
        return SecretInput.Read(name, value ?? throw new HookException($"'{name}' has no value yet. Run this in a terminal, or set {variable} in the environment."));
    }
}
