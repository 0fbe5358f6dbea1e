namespace TokenExchange.Configuration;

/// <summary>Type, default and bounds of a setting, as the reader enforces them. The tables of docs/configuration.md are generated from these.</summary>
/// <param name="Type">The type in words; for a list, the type of its entries.</param>
/// <param name="Default">The value used when the key is absent; null: none.</param>
internal sealed record Setting(string Type, object? Default = null)
{
    public bool IsList { get; init; }

    /// <summary>The smallest value of a number or a duration.</summary>
    public object? Least { get; init; }

    /// <summary>The largest value of a number or a duration.</summary>
    public object? Most { get; init; }

    /// <summary>The only accepted values. Empty: any value of the type.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}
