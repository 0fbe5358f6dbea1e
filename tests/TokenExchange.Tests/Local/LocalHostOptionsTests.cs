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
    public void One_half_can_be_asked_for(bool hasGateway, bool hasServices, params string[] args)
    {
        var options = Read(args);

        Assert.Equal((hasGateway, hasServices), (options?.HasGateway, options?.HasServices));
    }

    [Theory]
    [InlineData("--only", "bogus")]
    [InlineData("--only=Gateway")]
    [InlineData("--only=")]
    [InlineData("--only")]
    [InlineData("--only", "--LocalHost:Ports:Gateway=0")]
    public void There_is_no_other_half(params string[] args) => Assert.Null(Read(args));

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
        Assert.Equal(hasControl, Read([], variables)?.HasControl);

    [Fact]
    public void The_argument_comes_before_the_variable() =>
        Assert.True(Read(["--environment", "Development"], "ASPNETCORE_ENVIRONMENT=Production")?.HasControl);

    private static LocalHostOptions? Read(string[] args, params string[] variables)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(variables.Select(variable => variable.Split('=')).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1])))
            .AddCommandLine(args)
            .Build();
        return LocalHostOptions.TryRead(args, configuration, out var options) ? options : null;
    }
}
