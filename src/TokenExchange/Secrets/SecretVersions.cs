namespace TokenExchange.Secrets;

/// <summary>The enabled versions of one secret, newest first, as the vault listed them at one moment.</summary>
internal sealed class SecretVersions(string name, IReadOnlyList<SecretVersion> newestFirst, bool isListed = true) : IEquatable<SecretVersions>
{
    public string Name { get; } = name;

    public IReadOnlyList<SecretVersion> NewestFirst { get; } = newestFirst;

    /// <summary>False when the vault refused to list the versions: then there may be more than these.</summary>
    public bool IsListed { get; } = isListed;

    /// <summary>The ids of the versions, for a comparison with another reading.</summary>
    public IReadOnlyCollection<string> Ids => [.. NewestFirst.Select(version => version.Id)];

    /// <summary>The versions that may be used now, newest first.</summary>
    public IEnumerable<SecretVersion> Usable(DateTimeOffset now) => NewestFirst.Where(version => version.IsUsable(now));

    /// <summary>Same versions with the same dates: nothing was rotated, enabled or disabled in between. (A version's value never changes.)</summary>
    public bool Equals(SecretVersions? other) =>
        other is not null && Name == other.Name
        && NewestFirst.Select(Marks).SequenceEqual(other.NewestFirst.Select(Marks));

    public override bool Equals(object? obj) => Equals(obj as SecretVersions);

    public override int GetHashCode() => HashCode.Combine(Name, NewestFirst.Count);

    private static (string Id, DateTimeOffset? NotBefore, DateTimeOffset? ExpiresOn) Marks(SecretVersion version) =>
        (version.Id, version.NotBefore, version.ExpiresOn);
}
