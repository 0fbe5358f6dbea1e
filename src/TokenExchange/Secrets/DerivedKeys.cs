namespace TokenExchange.Secrets;

/// <summary>Keys made of a secret's versions, once for each reading of the vault and not for each use: deriving and importing keys is dear.</summary>
/// <param name="derive">Makes the key of one version; null when the version holds none.</param>
internal sealed class DerivedKeys<T>(Func<SecretVersion, T?> derive)
    where T : class
{
    private volatile Reading? _reading;

    /// <summary>The keys of these versions, in their order.</summary>
    public IReadOnlyList<T> Of(SecretVersions versions)
    {
        if (_reading is { } known && ReferenceEquals(known.Versions, versions))
        {
            return known.Keys;
        }

        var keys = versions.NewestFirst.Select(derive).OfType<T>().ToList();
        _reading = new Reading(versions, keys);
        return keys;
    }

    private sealed record Reading(SecretVersions Versions, IReadOnlyList<T> Keys);
}
