namespace TokenExchange.Tests.Local;

/// <summary>The users of the dev provider that a setting adds for tests with many users.</summary>
public sealed class NumberedUserTests : IAsyncLifetime
{
    private readonly LocalStand _stand = new("--LocalHost:Provider:Users=2");

    public ValueTask InitializeAsync() => _stand.InitializeAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Theory]
    [InlineData("user-2", "subject-2")]
    [InlineData("alice", "88421113")]
    public async Task They_sign_in_beside_the_others(string name, string subject)
    {
        using var user = new LocalUser(await _stand.AddGatewayAsync());

        Assert.Null(await user.SignInAsync(name));

        Assert.Equal(subject, (await user.SessionAsync()).GetProperty("claims").GetProperty("sub").GetString());
    }

    [Theory]
    [InlineData("user-0")]
    [InlineData("user-3")]
    [InlineData("user-")]
    [InlineData("user--1")]
    public async Task No_other_number_is_a_user(string name)
    {
        using var user = new LocalUser(await _stand.AddGatewayAsync());

        Assert.NotNull(await user.SignInAsync(name)); // the provider asks who it is instead of sending the browser back
    }
}
