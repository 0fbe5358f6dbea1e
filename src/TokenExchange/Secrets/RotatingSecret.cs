using TokenExchange.Failures;

namespace TokenExchange.Secrets;

/// <summary>
/// A secret that somebody else checks (a provider, an upstream), used so that a rotation costs nothing in whichever order it is done: a refused
/// version is read again at once, and while the vault is ahead of the other side, the version before serves.
/// </summary>
internal sealed class RotatingSecret(string name, VaultSecrets secrets, TimeProvider clock)
{
    /// <summary>The version that was taken last, and which one was newest then: a newer one is tried first again.</summary>
    private volatile Preference? _preference;

    /// <summary>The version to try first.</summary>
    /// <exception cref="OutageException">The vault cannot be reached.</exception>
    public async ValueTask<Outcome<SecretVersion>> CurrentAsync(CancellationToken cancellationToken)
    {
        var newest = await secrets.NewestAsync(name, cancellationToken);
        if (!newest.Succeeded || _preference is not { } known || known.Newest != newest.Value.Id)
        {
            return newest;
        }

        return Usable(secrets.Peek(name)).FirstOrDefault(version => version.Id == known.Accepted) ?? newest.Value;
    }

    /// <summary>Another version than the one that was refused, after asking the vault again; null when there is none.</summary>
    /// <exception cref="OutageException">The vault cannot be reached, and nothing else is known.</exception>
    public async ValueTask<SecretVersion?> OtherAsync(string refused, CancellationToken cancellationToken)
    {
        var known = await secrets.GetAsync(name, cancellationToken);
        try
        {
            return Other(await secrets.RenewAsync(known, cancellationToken), refused);
        }
        catch (OutageException) when (Other(known, refused) is not null)
        {
            return Other(known, refused);
        }
    }

    /// <summary>The other side took this version.</summary>
    public void Accepted(string version)
    {
        if (Usable(secrets.Peek(name)).FirstOrDefault() is { } newest && (_preference?.Newest != newest.Id || _preference.Accepted != version))
        {
            _preference = new Preference(newest.Id, version);
        }
    }

    private SecretVersion? Other(SecretVersions versions, string refused) => Usable(versions).FirstOrDefault(version => version.Id != refused);

    private IEnumerable<SecretVersion> Usable(SecretVersions? versions) => versions?.Usable(clock.GetUtcNow()) ?? [];

    private sealed record Preference(string Newest, string Accepted);
}
