using Microsoft.Extensions.Configuration;

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

    /// <summary>Values by name: <c>Key:name</c>.</summary>
    public IReadOnlyDictionary<string, string> Map(string key)
    {
        settings.TryAdd(Path($"{key}:<name>"), new("text"));
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var child in section.GetSection(key).GetChildren())
        {
            seen.Add(child.Path);
            if (child.Value is { Length: > 0 } value)
            {
                values[child.Key] = value;
            }
        }

        return values;
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
}
