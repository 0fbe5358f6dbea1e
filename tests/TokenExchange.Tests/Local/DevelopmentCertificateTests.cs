using System.Security.Cryptography.X509Certificates;
using TokenExchange.LocalHost.Hosting;

namespace TokenExchange.Tests.Local;

/// <summary>The certificate of <c>--https</c>: made once, kept for its owner only, renewed in time.</summary>
public sealed class DevelopmentCertificateTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("certificate-").FullName, "token-exchange");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public void It_is_for_this_machine_and_for_about_a_year()
    {
        var certificate = Load(Now).Certificate;

        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Equal("CN=localhost", certificate.Subject);
        Assert.Equal(["localhost"], names.EnumerateDnsNames());
        Assert.Equal(["127.0.0.1", "::1"], names.EnumerateIPAddresses().Select(address => address.ToString()));
        Assert.InRange(certificate.NotAfter.ToUniversalTime() - Now.UtcDateTime, TimeSpan.FromDays(364), TimeSpan.FromDays(366));
        Assert.False(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.True(certificate.HasPrivateKey);
    }

    [Fact]
    public void It_is_kept_and_renewed_before_it_expires()
    {
        var first = Load(Now).Thumbprint;

        Assert.Equal(first, Load(Now.AddDays(300)).Thumbprint);
        Assert.NotEqual(first, Load(Now.AddDays(355)).Thumbprint);
    }

    [Fact]
    public void The_file_for_the_trust_store_has_no_key()
    {
        var certificate = Load(Now);

        Assert.Equal(Path.Combine(_folder, "localhost.crt"), certificate.Path);
        using var shown = X509CertificateLoader.LoadCertificateFromFile(certificate.Path);
        Assert.Equal(certificate.Certificate.RawData, shown.RawData);
        Assert.DoesNotContain("PRIVATE", File.ReadAllText(certificate.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_owner_can_read_its_key()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // it is in the user's profile there
        }

        var first = Load(Now).Thumbprint;
        var key = Path.Combine(_folder, "localhost.key");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));

        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.GroupRead); // others may have read it
        Assert.NotEqual(first, Load(Now).Thumbprint);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
    }

    [Theory]
    [InlineData("localhost.crt")]
    [InlineData("localhost.key")]
    public void A_broken_file_is_replaced(string file)
    {
        var first = Load(Now).Thumbprint;
        File.WriteAllText(Path.Combine(_folder, file), "no PEM");

        Assert.NotEqual(first, Load(Now).Thumbprint);
    }

    [Fact]
    public void A_folder_that_cannot_be_used_is_a_problem()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder)!);
        File.WriteAllText(_folder, "a file");

        Assert.StartsWith("LocalHost:CertificateFolder: ", Assert.Throws<ConfigurationException>(() => Load(Now)).Problems.Single(), StringComparison.Ordinal);
    }

    private DevelopmentCertificate Load(DateTimeOffset now) => DevelopmentCertificate.LoadOrCreate(_folder, now);
}
