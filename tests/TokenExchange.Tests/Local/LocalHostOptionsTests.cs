using Microsoft.Extensions.Configuration;
using TokenExchange.LocalHost.Hosting;

namespace TokenExchange.Tests.Local;

/// <summary>What the program is asked for by arguments and environment.</summary>
public sealed class LocalHostOptionsTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false, "--only", "gateway")]
    [InlineData(false, true, "--only=services")]
    [InlineData(true, false, "--only=Gateway")]
    public void One_half_can_be_asked_for(bool hasGateway, bool hasServices, params string[] args)
    {
        var options = Read(args);

        Assert.Equal((hasGateway, hasServices), (options.HasGateway, options.HasServices));
    }

    [Theory]
    [InlineData("--only has an unknown value. Write gateway or services, or leave it out: then both run.", "--only", "bogus")]
    [InlineData("--only has an unknown value. Write gateway or services, or leave it out: then both run.", "--only=")]
    [InlineData("--only has no value. Write --only=<value>.", "--only")]
    [InlineData("--only has no value. Write --only=<value>.", "--only", "--LocalHost:Ports:Gateway=0")]
    [InlineData("LocalHost:Provider has an unknown value. Write one of: embedded, external.", "--LocalHost:Provider=foo")]
    [InlineData("LocalHost:Vault has an unknown value. Write one of: embedded, external.", "--LocalHost:Vault=no")]
    [InlineData("LocalHost:Ports:Gateway is not a number in range. Write a whole number between 0 and 65535.", "--LocalHost:Ports:Gateway=99999")]
    [InlineData("LocalHost:Ports:Vault is not a number in range. Write a whole number between 0 and 65535.", "--LocalHost:Ports:Vault=http")]
    [InlineData("LocalHost:Provider:Users is not a number in range. Write a whole number between 0 and 100000.", "--LocalHost:Provider:Users=many")]
    public void Unknown_values_are_problems(string problem, params string[] args) => Assert.Equal([problem], Problems(args));

    [Theory]
    [InlineData("Unknown option --bogus. --help lists all options.", "--bogus")]
    [InlineData("Unknown option --bogus. --help lists all options.", "--bogus", "--only=gateway")]
    [InlineData("Unknown option --bogus. --help lists all options.", "--bogus=1")]
    [InlineData("Unknown option -o. --help lists all options.", "-o=1")]
    [InlineData("Unknown option gateway. --help lists all options.", "gateway")]
    [InlineData("Unknown setting LocalHost:Foo. Correct its spelling or remove it; --help lists all settings.", "--LocalHost:Foo=1")]
    [InlineData("Unknown setting LocalHost:Ports:Gatewy. Correct its spelling or remove it; --help lists all settings.", "--LocalHost:Ports:Gatewy", "1")]
    public void Unknown_options_and_settings_are_refused_by_name(string problem, params string[] args) => Assert.Equal([problem], Problems(args));

    [Theory]
    [InlineData("LocalHost:Spa is not the address of a dev server on this machine. Write its origin, for example http://localhost:5173.", "--spa=http://example.com")]
    [InlineData("LocalHost:Spa is not the address of a dev server on this machine. Write its origin, for example http://localhost:5173.", "--spa=5173")]
    [InlineData("LocalHost:Spa is not the address of a dev server on this machine. Write its origin, for example http://localhost:5173.", "--LocalHost:Spa=http://localhost:5173/app")]
    [InlineData("LocalHost:Spa is an https address, to which the gateway does not forward. Write the http address of the dev server, or --behind-spa.", "--spa=https://localhost:5173")]
    [InlineData("LocalHost:Spa is the gateway's own address. Write the address of the dev server, or another LocalHost:Ports:Gateway.", "--spa", "http://localhost:5080")]
    [InlineData("--spa has no value. Write --spa=<value>.", "--spa")]
    [InlineData("LocalHost:BehindSpa needs the dev server's address. Write --spa=http://localhost:5173 too.", "--behind-spa")]
    [InlineData("LocalHost:Https is neither true nor false. Write --https or leave it out.", "--https=maybe")]
    public void A_dev_server_is_on_this_machine(string problem, params string[] args) => Assert.Equal([problem], Problems(args));

    [Theory]
    [InlineData("http://localhost:5173", "--spa", "http://localhost:5173", "--behind-spa")]
    [InlineData("https://localhost:5173", "--spa", "https://localhost:5173", "--behind-spa")]
    [InlineData("http://localhost:5173", "--LocalHost:Spa=http://localhost:5173/", "--LocalHost:BehindSpa=true")]
    [InlineData("http://localhost:5080", "--spa=http://127.0.0.1:5173")]
    [InlineData("https://localhost:5080", "--https")]
    [InlineData("https://localhost:5080", "--https", "--spa", "http://localhost:5173")]
    public void The_public_origin_is_where_the_page_is_opened(string origin, params string[] args)
    {
        var options = Read(args);

        Assert.Equal(origin, options.Page.PublicOrigin(options.GatewayAddress(5080)));
    }

    /// <summary>Names such as HTTPS are used by other programs.</summary>
    [Fact]
    public void A_variable_of_the_environment_is_no_option() => Assert.False(Read([], "https=on", "spa=x").Page.IsHttps);

    [Theory]
    [InlineData(true, "--help")]
    [InlineData(true, "--bogus", "-h")]
    [InlineData(false, "--only", "gateway")]
    public void Help_is_given_whatever_else_is_asked_for(bool isAsked, params string[] args) => Assert.Equal(isAsked, Arguments.AskForHelp(args));

    [Fact]
    public void Help_names_every_setting()
    {
        var configuration = new ConfigurationBuilder().Build();
        var reader = LocalHostOptions.Reader(configuration);
        LocalHostOptions.Read(Arguments.Parse(), configuration, reader);

        Assert.NotEmpty(reader.Settings);
        Assert.All(reader.Settings.Keys, name => Assert.Contains(name, Help.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--LocalHost:Ports:Gateway=7")]
    [InlineData("--LocalHost:Ports:Gateway", "7")]
    [InlineData("/LocalHost:Ports:Gateway=7")]
    [InlineData("LocalHost:Ports:Gateway=7")]
    [InlineData("--localhost:ports:gateway=7")]
    public void A_setting_is_known_in_every_form(params string[] args)
    {
        var options = Read(args);

        Assert.Equal(7, options.GatewayPort);
    }

    [Theory]
    [InlineData("ff")]
    [InlineData("MD5 00112233445566778899aabbccddeeff")]
    [InlineData("g000000000000000000000000000000000000000")]
    [InlineData("sha256:0000000000000000000000000000000000000000")]
    public void An_invalid_thumbprint_is_a_problem(string text) => Assert.Equal(
        ["LocalHost:Vault:CertificateThumbprint is not the thumbprint of a certificate. Write its SHA-256 (64 hex digits) or its SHA-1 (40), with or without colons or blanks."],
        Problems("--LocalHost:Vault:CertificateThumbprint=" + text));

    [Fact]
    public void All_problems_are_reported_together() => Assert.Equal(3, Problems("--only=x", "--LocalHost:Provider=foo", "--LocalHost:Ports:Api=x").Count);

    [Theory]
    [InlineData("External", true)]
    [InlineData("EXTERNAL", true)]
    [InlineData("embedded", false)]
    [InlineData("Embedded", false)]
    public void Words_are_known_in_any_case(string word, bool isExternal)
    {
        var options = Read(["--LocalHost:Provider", word, "--localhost:vault=" + word]);

        Assert.Equal((isExternal, isExternal), (options.IsProviderExternal, options.IsVaultExternal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(true, "ASPNETCORE_ENVIRONMENT=Development")]
    [InlineData(true, "DOTNET_ENVIRONMENT=development")]
    [InlineData(true, "ASPNETCORE_ENVIRONMENT=")]
    [InlineData(true, "ENVIRONMENT=prod")]
    [InlineData(true, "ASPNETCORE_ENVIRONMENT=Development", "DOTNET_ENVIRONMENT=Production")]
    [InlineData(false, "ASPNETCORE_ENVIRONMENT=Production")]
    [InlineData(false, "ASPNETCORE_ENVIRONMENT=Staging")]
    [InlineData(false, "DOTNET_ENVIRONMENT=Production")]
    public void The_levers_are_there_in_development_which_is_the_default(bool hasControl, params string[] variables) =>
        Assert.Equal(hasControl, Read([], variables).HasControl);

    [Fact]
    public void The_argument_comes_before_the_variable() =>
        Assert.True(Read(["--environment", "Development"], "ASPNETCORE_ENVIRONMENT=Production").HasControl);

    private static LocalHostOptions Read(string[] args, params string[] variables)
    {
        var arguments = Arguments.Parse(args);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(variables.Select(variable => variable.Split('=')).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1])))
            .AddCommandLine([.. arguments.Known])
            .Build();
        return LocalHostOptions.Read(arguments, configuration);
    }

    private static IReadOnlyList<string> Problems(params string[] args) => Assert.Throws<ConfigurationException>(() => Read(args)).Problems;
}
