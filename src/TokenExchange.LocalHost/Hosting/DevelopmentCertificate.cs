using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TokenExchange.Emulators.Vault;

namespace TokenExchange.LocalHost.Hosting;

/// <summary>
/// The certificate of <c>--https</c>: made once for this machine's user, kept in the user's local application data with permissions for the owner only, and
/// renewed before it expires. It is no certificate authority: whoever trusts it trusts no other certificate.
/// </summary>
/// <param name="Certificate">The certificate with its private key.</param>
/// <param name="Path">The file with the certificate alone, in PEM, for the trust store.</param>
internal sealed record DevelopmentCertificate(X509Certificate2 Certificate, string Path)
{
    private const int Days = 365;
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan Renewal = TimeSpan.FromDays(14);

    /// <summary>The SHA-256 of the certificate.</summary>
    public string Thumbprint => SelfSignedCertificate.Thumbprint(Certificate);

    /// <summary>The usual folder; null where the account has none.</summary>
    public static string? UsualFolder() =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } folder
            ? System.IO.Path.Combine(folder, "token-exchange") : null;

    /// <exception cref="ConfigurationException">The files cannot be written.</exception>
    public static DevelopmentCertificate LoadOrCreate(string folder, DateTimeOffset now)
    {
        var (file, key) = (System.IO.Path.Combine(folder, "localhost.crt"), System.IO.Path.Combine(folder, "localhost.key"));
        try
        {
            return new DevelopmentCertificate(Load(file, key, now) ?? Create(folder, file, key, now), file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"LocalHost:CertificateFolder: the certificate of --https cannot be kept in {folder}. Write a folder of your own."]);
        }
    }

    /// <summary>The kept certificate; null when there is none, when it expires soon, or when others could have read its key.</summary>
    private static X509Certificate2? Load(string file, string key, DateTimeOffset now)
    {
        if (!File.Exists(file) || !File.Exists(key) || (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(key) & ~Owner) != 0))
        {
            return null;
        }

        try
        {
            using var kept = X509Certificate2.CreateFromPemFile(file, key);
            return kept.NotBefore <= now.LocalDateTime && kept.NotAfter > (now + Renewal).LocalDateTime ? SelfSignedCertificate.Usable(kept) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static X509Certificate2 Create(string folder, string file, string key, DateTimeOffset now)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder); // in the user's profile, which other users cannot read
        }
        else
        {
            Directory.CreateDirectory(folder, Owner | UnixFileMode.UserExecute);
        }

        var certificate = SelfSignedCertificate.Create("localhost", now, Days);
        using var privateKey = certificate.GetECDsaPrivateKey()!;
        File.Delete(key); // a new file has the permissions below; an old one would keep its own
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Owner;
        }

        using (var writer = new StreamWriter(key, options))
        {
            writer.Write(privateKey.ExportPkcs8PrivateKeyPem());
        }

        File.WriteAllText(file, certificate.ExportCertificatePem());
        return certificate;
    }
}
