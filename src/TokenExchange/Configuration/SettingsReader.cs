using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using TokenExchange.Gate;

namespace TokenExchange.Configuration;

/// <summary>
/// Reads settings once, strictly, and collects all problems: the framework's binder would stop at the first malformed value
/// and ignore a misspelt key. Every key that is read is recorded with its type; keys that were not read are reported as unknown.
/// </summary>
internal sealed partial class SettingsReader(
    IConfigurationSection section, List<string> problems, Dictionary<string, Setting> settings, HashSet<string> seen, bool isDevelopment)
{
    public SettingsReader(IConfigurationSection section, bool isDevelopment)
        : this(section, [], new(StringComparer.OrdinalIgnoreCase), new(StringComparer.OrdinalIgnoreCase), isDevelopment)
    {
    }

    /// <summary>Whether http on a loopback host is accepted.</summary>
    public bool IsDevelopment { get; } = isDevelopment;

    public IReadOnlyList<string> Problems => problems;

    /// <summary>All keys that were read, by full name, whether they have a value or not.</summary>
    public IReadOnlyDictionary<string, Setting> Settings => settings;

    public SettingsReader Section(string key) => new(section.GetSection(key), problems, settings, seen, IsDevelopment);

    /// <summary>The names of the subsections.</summary>
    public IReadOnlyList<string> Children() => [.. section.GetChildren().Select(child => child.Key)];

    public void Complain(string key, string wrong, string remedy) => problems.Add($"{Path(key)} {wrong} {remedy}");

    public string? Optional(string key, string type = "text") => Take(key, new(type));

    public string Text(string key, string otherwise) => Take(key, new("text", otherwise)) ?? otherwise;

    public string Required(string key, string remedy, string type = "text")
    {
        if (Optional(key, type) is { } value)
        {
            return value;
        }

        Complain(key, "is missing.", remedy);
        return "";
    }

    /// <summary>A list: <c>Key:0</c>, <c>Key:1</c>, … A configured list replaces the default list completely.</summary>
    public IReadOnlyList<string> List(string key, string of, params IReadOnlyList<string> otherwise)
    {
        if (Take(key, new(of, otherwise) { IsList = true }) is not null)
        {
            Complain(key, "is a single value, but a list is expected.", $"Write {key}:0, {key}:1 and so on, one value each.");
        }

        var values = new List<string>();
        foreach (var child in section.GetSection(key).GetChildren().OrderBy(child => int.TryParse(child.Key, out var i) ? i : int.MaxValue))
        {
            seen.Add(child.Path);
            if (string.IsNullOrEmpty(child.Value))
            {
                Complain($"{key}:{child.Key}", "is empty.", "Write a value or remove the line.");
                continue;
            }

            values.Add(child.Value);
        }

        return values.Count > 0 ? values : otherwise;
    }

    /// <summary>A TimeSpan between two bounds.</summary>
    public TimeSpan Duration(string key, TimeSpan otherwise, TimeSpan least, TimeSpan most)
    {
        if (Take(key, new("duration", otherwise) { Least = least, Most = most }) is not { } text)
        {
            return otherwise;
        }

        // Without a colon "8" would be eight days.
        if (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        Complain(key, "is not a duration in range.", $"Write hh:mm:ss between {least:c} and {most:c}, for example \"{otherwise:c}\".");
        return otherwise;
    }

    /// <summary>A date with time and offset (RFC 3339 section 5.6). Without an offset it would mean a different moment on each machine.</summary>
    public DateTimeOffset? Moment(string key)
    {
        if (Take(key, new("date and time")) is not { } text)
        {
            return null;
        }

        if (MomentForm().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var moment))
        {
            return moment;
        }

        Complain(key, "is not a date and time with an offset.", "Write it in UTC as ISO 8601, for example \"2026-11-26T10:00:00Z\".");
        return null;
    }

    /// <summary>A whole number between two bounds.</summary>
    public long Number(string key, long otherwise, long least, long most)
    {
        if (Take(key, new("number", otherwise) { Least = least, Most = most }) is not { } text)
        {
            return otherwise;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        Complain(key, "is not a number in range.", $"Write a whole number between {least} and {most}.");
        return otherwise;
    }

    public bool Flag(string key)
    {
        if (Take(key, new("word", "false") { Words = ["true", "false"] }) is not { } text)
        {
            return false;
        }

        if (bool.TryParse(text, out var value))
        {
            return value;
        }

        Complain(key, "is neither true nor false.", "Write \"true\" or \"false\".");
        return false;
    }

    /// <summary>One of a fixed set of values.</summary>
    public T Choice<T>(string key, T? otherwise, params (string Word, T Value)[] choices)
        where T : struct
    {
        var usual = choices.FirstOrDefault(choice => Equals(choice.Value, otherwise)).Word;
        var text = Take(key, new("word", usual) { Words = [.. choices.Select(choice => choice.Word)] });
        foreach (var (word, value) in choices)
        {
            if (string.Equals(text, word, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        if (text is not null || otherwise is null)
        {
            Complain(key, text is null ? "is missing." : "has an unknown value.", $"Write one of: {string.Join(", ", choices.Select(choice => choice.Word))}.");
        }

        return otherwise ?? choices[0].Value;
    }

    /// <summary>An https address (http on loopback in development) without query and fragment.</summary>
    public Uri? Address(string key, string remedy, bool isRequired = true)
    {
        var text = Take(key, new("address"));
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Query.Length == 0 && address.Fragment.Length == 0 && address.UserInfo.Length == 0
            && (address.Scheme == Uri.UriSchemeHttps || (IsDevelopment && address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
        {
            return address;
        }

        if (text is not null || isRequired)
        {
            Complain(key, text is null ? "is missing." : "is not an https address without user, query and fragment.", remedy);
        }

        return null;
    }

    public PublicOrigin? Origin(string key, string? text, string remedy)
    {
        if (!PublicOrigin.TryParse(text, IsDevelopment, out var origin))
        {
            Complain(key, text is null ? "is missing." : "is not an https origin.", remedy);
        }

        return origin;
    }

    /// <summary>A path of the public origin.</summary>
    public string LocalPath(string key, string otherwise)
    {
        var text = Take(key, new("path", otherwise)) ?? otherwise;
        if (ReturnPath.TryParse(text, out var path) && ReturnPath.InHeader(path.Value) == text && !text.Contains('#', StringComparison.Ordinal))
        {
            return text;
        }

        Complain(key, "is not a path of the public origin without a fragment.", $"Write a path that begins with one \"/\", for example \"{otherwise}\".");
        return otherwise;
    }

    /// <summary>The name of a vault secret.</summary>
    public string SecretName(string key)
    {
        var name = Required(key, "Write the name of a secret in the vault.", "name of a secret");
        if (name.Length > 0 && !VaultName().IsMatch(name))
        {
            Complain(key, "is not the name of a vault secret.", "Write the name (letters, digits and dashes, 127 at most), never the secret itself.");
        }

        return name;
    }

    /// <summary>Marks everything below a key as read, when the key itself was reported.</summary>
    public void Skip(string key)
    {
        foreach (var (path, _) in section.GetSection(key).AsEnumerable())
        {
            seen.Add(path);
        }
    }

    /// <summary>Reports the keys that were not read: without this, a misspelt setting would silently keep its default.</summary>
    public void ReportUnread()
    {
        foreach (var (key, _) in section.AsEnumerable().Where(pair => pair.Value is { Length: > 0 } && !seen.Contains(pair.Key)))
        {
            problems.Add($"{key} is not a setting of this version. Correct its spelling or remove it (docs/configuration.md lists all settings).");
        }
    }

    /// <summary>Records and reads a key. If two readers use one key, the first one determines its type.</summary>
    private string? Take(string key, Setting setting)
    {
        seen.Add(Path(key));
        settings.TryAdd(Path(key), setting);
        return section[key] is { Length: > 0 } value ? value : null;
    }

    private string Path(string key) => $"{section.Path}:{key}";

    [GeneratedRegex("^[0-9A-Za-z-]{1,127}$", RegexOptions.CultureInvariant)]
    private static partial Regex VaultName();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant)]
    private static partial Regex MomentForm();
}
