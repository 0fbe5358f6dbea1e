using System.Text.Encodings.Web;
using System.Text.Json;

namespace TokenExchange.Operations.Hooks;

/// <summary>A secret value to be sent to Azure.</summary>
internal sealed class SecretInput
{
    private readonly string _value;

    private SecretInput(string value) => _value = value;

    /// <summary>
    /// A value as it was given. One line break at its end is removed, because text files end with one. Control characters other than those of multi-line
    /// text are rejected: a terminal adds them around pasted text.
    /// </summary>
    /// <exception cref="HookException">The value is not valid.</exception>
    public static SecretInput Read(string name, string given)
    {
        var value = given.EndsWith('\n') ? given[..^1] : given;
        value = value.EndsWith('\r') ? value[..^1] : value;
        if (value.Length == 0)
        {
            throw new HookException($"an empty value was given for '{name}'; nothing was changed.");
        }

        return value.Any(character => character is (< ' ' and not ('\t' or '\n' or '\r')) or '\u007f')
            ? throw new HookException($"the value for '{name}' contains a control character; nothing was changed. Remove the characters that the terminal added.")
            : new SecretInput(value);
    }

    /// <summary>A value that was generated here.</summary>
    public static SecretInput Of(string value) => new(value);

    public string Reveal() => _value;

    /// <summary>Azure's message, unless it repeats the secret in any of the forms in which it was sent.</summary>
    public string Guard(string words)
    {
        string[] forms =
        [
            _value, Uri.EscapeDataString(_value), JsonEncodedText.Encode(_value).ToString(), JsonEncodedText.Encode(_value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
        ];
        return Array.Exists(forms, form => words.Contains(form, StringComparison.Ordinal)) ? "(Azure's message is withheld: it contains a secret.)" : words;
    }

    public override string ToString() => "***";
}
