namespace TokenExchange.Secrets;

/// <summary>The enabled versions of one secret, newest first, as the vault listed them at one time.</summary>
internal sealed class SecretVersions(string name, IReadOnlyList<SecretVersion> newestFirst, bool isListed = true) : IEquatable<SecretVersions>
{
    public string Name { get; } = name;

    public IReadOnlyList<SecretVersion> NewestFirst { get; } = newestFirst;

    /// <summary>False when the vault refused to list the versions: there may be more versions than these.</summary>
    public bool IsListed { get; } = isListed;

    /// <summary>The ids of the versions, for a comparison.</summary>
    public IReadOnlyCollection<string> Ids => [.. NewestFirst.Select(version => version.Id)];

    /// <summary>The versions that are valid now, newest first.</summary>
    public IEnumerable<SecretVersion> Usable(DateTimeOffset now) => NewestFirst.Where(version => version.IsUsable(now));

    /// <summary>Whether the versions and their dates are the same: nothing was rotated, enabled or disabled. (The value of a version never changes.)</summary>
    public bool Equals(SecretVersions? other) =>
        other is not null && Name == other.Name
        && NewestFirst.Select(Marks).SequenceEqual(other.NewestFirst.Select(Marks));

    public override bool Equals(object? obj) => Equals(obj as SecretVersions);

    public override int GetHashCode() => HashCode.Combine(Name, NewestFirst.Count);

    private static (string Id, DateTimeOffset? NotBefore, DateTimeOffset? ExpiresOn) Marks(SecretVersion version) =>
        (version.Id, version.NotBefore, version.ExpiresOn);
}
