using Microsoft.Extensions.Configuration;
using TokenExchange.LocalHost.Hosting;

namespace TokenExchange.Tests.Local;

/// <summary>The sentences after the ready line send people to the address at which sign-in works.</summary>
public sealed class ReadinessTests
{
    [Theory]
    [InlineData("Open http://localhost:5080 and sign in as alice or bob. Ctrl+C stops everything.")]
    [InlineData("Open http://localhost:5080 and sign in. Ctrl+C stops everything.", "--LocalHost:Provider=external")]
    [InlineData("The gateway answers /api, and forwards everything else to the dev server at http://localhost:5173.", "--spa=http://localhost:5173")]
    [InlineData("Open http://localhost:5173 and sign in as alice or bob. Ctrl+C stops everything.", "--spa=http://localhost:5173", "--behind-spa")]
    [InlineData("The dev server there has to forward /api to http://localhost:5080.", "--spa=http://localhost:5173", "--behind-spa")]
    [InlineData("Open https://localhost:5080 and sign in as alice or bob. Ctrl+C stops everything.", "--https")]
    public void They_name_the_address_to_open(string sentence, params string[] args)
    {
        var arguments = Arguments.Parse(args);
        var options = LocalHostOptions.Read(arguments, new ConfigurationBuilder().AddCommandLine([.. arguments.Known]).Build());
        var gateway = options.GatewayAddress(5080);
        var defaults = GatewayDefaults.For(options, gateway, Addresses.Elsewhere(options), new ConfigurationBuilder().Build());

        Assert.Contains(sentence, Readiness.Sentences(gateway, new ConfigurationBuilder().AddInMemoryCollection(defaults).Build(), options));
    }

    [Theory]
    [InlineData("Starting: gateway, dev provider, vault emulator, demo API…")]
    [InlineData("Starting: gateway, vault emulator, demo API…", "--LocalHost:Provider=external")]
    [InlineData("Starting: gateway…", "--only=gateway")]
    [InlineData("Starting: dev provider, vault emulator, demo API…", "--only=services")]
    public void The_first_sentence_names_what_is_being_started(string sentence, params string[] args)
    {
        var arguments = Arguments.Parse(args);

        Assert.Equal(sentence, Readiness.Starting(LocalHostOptions.Read(arguments, new ConfigurationBuilder().AddCommandLine([.. arguments.Known]).Build())));
    }

    [Fact]
    public void They_name_the_certificate_and_how_to_trust_it()
    {
        var folder = Directory.CreateTempSubdirectory("certificate-").FullName;
        try
        {
            var arguments = Arguments.Parse("--https", $"--LocalHost:CertificateFolder={folder}");
            var configuration = new ConfigurationBuilder().AddCommandLine([.. arguments.Known]).Build();
            var options = LocalHostOptions.Read(arguments, configuration).WithCertificate(TimeProvider.System);

            var text = string.Join('\n', Readiness.Sentences("https://localhost:5080", configuration, options));

            Assert.Contains(options.Certificate!.Path, text, StringComparison.Ordinal);
            Assert.Contains(options.Certificate.Thumbprint, text, StringComparison.Ordinal);
            Assert.Contains(Trust.Commands(options.Certificate.Path)[0], text, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
