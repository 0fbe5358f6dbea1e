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

    /// <summary>An option with a text, which must not be empty.</summary>
    public static Option<string> Text(string name, string help, string description)
    {
        var option = new Option<string>(name) { HelpName = help, Description = description };
        option.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: "" }])
            {
                given.AddError($"{name} has an empty value.");
            }
        });
        return option;
    }
}
