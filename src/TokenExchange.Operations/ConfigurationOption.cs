using System.CommandLine;

namespace TokenExchange.Operations;

/// <summary>Options that several verbs have.</summary>
internal static class ConfigurationOption
{
    /// <summary>The configuration that a verb is about.</summary>
    public static Option<string> Create() => new("--config")
    {
        HelpName = "file, - or env",
        Description = "a file (local.settings.json, appsettings.json, az functionapp config appsettings list -o json, "
            + ".azure/<environment>/.env), - for such a file on standard input, or env for this process's environment",
    };

    /// <summary>An option without a value.</summary>
    public static Option<bool> Switch(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.Zero };
}
