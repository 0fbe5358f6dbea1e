namespace TokenExchange.Tests.Local;

/// <summary>When the dev provider's access tokens are JWTs without <c>LocalHost:Provider:AccessTokens</c>: where an API has to verify them by itself.</summary>
public sealed class AccessTokenFormTests
{
    [Theory]
    [InlineData(false, "", "")]
    [InlineData(true, "--LocalHost:Provider:ApiId=orders-api", "")]
    [InlineData(true, "", "--TokenExchange:Provider:Audience=orders-api")]
    [InlineData(true, "", "--TokenExchange:Provider:Resource=https://api.example.test/")]
    [InlineData(false, "--LocalHost:Provider:ApiId=orders-api --LocalHost:Provider:ApiSecret=of-the-api", "")]
    [InlineData(false, "--LocalHost:Provider:ApiId=orders-api --LocalHost:Provider:AccessTokens=opaque", "")]
    [InlineData(true, "--LocalHost:Provider:AccessTokens=jwt", "")]
    public async Task A_token_is_a_JWT_where_it_is_for_an_API_of_the_team_that_does_not_introspect(bool isJwt, string services, string gateway)
    {
        await using var stand = new LocalStand(Words(services));
        await stand.InitializeAsync();
        await using var api = await OwnApi.StartAsync(stand.Control);
        using var user = new LocalUser(await stand.AddGatewayAsync([.. api.Route, .. Words(gateway)]));
        Assert.Null(await user.SignInAsync());

        var token = await api.TokenAsync(user);

        Assert.Equal(isJwt ? 3 : 1, token.Split('.').Length);
    }

    private static string[] Words(string arguments) => arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
