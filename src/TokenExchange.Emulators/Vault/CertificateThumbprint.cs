using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TokenExchange.Configuration;

namespace TokenExchange.Emulators.Vault;

/// <summary>The thumbprint of a vault's certificate: its SHA-256, or the SHA-1 that Windows and .NET use, in hex.</summary>
internal static class CertificateThumbprint
{
    private const string Key = "Vault:CertificateThumbprint";

    /// <summary>The setting of the local host, read from the whole configuration.</summary>
    public static string? Read(IConfiguration configuration, out IReadOnlyList<string> problems)
    {
        var localHost = new SettingsReader(configuration.GetSection("LocalHost"), isDevelopment: true);
        var thumbprint = Read(localHost);
        problems = [.. localHost.Problems];
        return thumbprint;
    }

    /// <summary>The setting as digits only; null when it is absent or not valid.</summary>
    public static string? Read(SettingsReader localHost)
    {
        if (localHost.Optional(Key) is not { } text)
        {
            return null;
        }

        var digits = new string([.. text.Where(character => character != ':' && !char.IsWhiteSpace(character))]).ToUpperInvariant();
        if (digits.Length is 40 or 64 && digits.All(char.IsAsciiHexDigit))
        {
            return digits;
        }

        localHost.Complain(Key, "is not the thumbprint of a certificate.", "Write its SHA-256 (64 hex digits) or its SHA-1 (40), with or without colons or blanks.");
        return null;
    }

    public static bool Matches(string thumbprint, X509Certificate certificate) =>
        certificate.GetCertHashString(thumbprint.Length == 40 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256) == thumbprint;
}
