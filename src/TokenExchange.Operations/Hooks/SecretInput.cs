using System.Text.Encodings.Web;
using System.Text.Json;

namespace TokenExchange.Operations.Hooks;

/// <summary>A secret on its way to Azure.</summary>
internal sealed class SecretInput
{
    private readonly string _value;

    private SecretInput(string value) => _value = value;

    /// <summary>
    /// A value as it was given. One line break at its end belongs to the file that it came from. Control characters other than those of a text of several
    /// lines are in no secret: a terminal adds them around what is pasted.
    /// </summary>
    /// <exception cref="HookException">The value cannot be a secret.</exception>
    public static SecretInput Read(string name, string given)
    {
        var value = given.EndsWith('\n') ? given[..^1] : given;
        value = value.EndsWith('\r') ? value[..^1] : value;
        if (value.Length == 0)
        {
            throw new HookException($"an empty value was given for '{name}'; nothing was changed.");
        }

        return value.Any(character => character is (< ' ' and not ('\t' or '\n' or '\r')) or '\u007f')
            ? throw new HookException($"the value for '{name}' contains a control character; nothing was changed. Give it without what a terminal adds.")
            : new SecretInput(value);
    }

    /// <summary>A value that was made here.</summary>
    public static SecretInput Of(string value) => new(value);

    public string Reveal() => _value;

    /// <summary>Azure's words, unless they repeat the secret in any of the forms in which it was sent.</summary>
    public string Guard(string words)
    {
        string[] forms =
        [
            _value, Uri.EscapeDataString(_value), JsonEncodedText.Encode(_value).ToString(), JsonEncodedText.Encode(_value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
        ];
        return Array.Exists(forms, form => words.Contains(form, StringComparison.Ordinal)) ? "(Azure's message is withheld: it repeats a secret.)" : words;
    }

    public override string ToString() => "***";
}
