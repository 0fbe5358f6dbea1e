namespace TokenExchange.Configuration;

/// <summary>What a key may hold, in the words and bounds of the reader that enforces them. The tables of docs/configuration.md are made from these.</summary>
/// <param name="Type">In words; of a list, what its entries are.</param>
/// <param name="Default">What holds where the key is absent; null: nothing.</param>
internal sealed record Setting(string Type, object? Default = null)
{
    public bool IsList { get; init; }

    /// <summary>Least value of a number or a duration.</summary>
    public object? Least { get; init; }

    /// <summary>Most that a number or a duration may be.</summary>
    public object? Most { get; init; }

    /// <summary>The only values that are taken. Empty: others are taken too.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}
