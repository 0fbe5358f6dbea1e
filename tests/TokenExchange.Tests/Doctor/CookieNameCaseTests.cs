namespace TokenExchange.Tests.Doctor;

/// <summary>A deployment whose cookies have another name than the default: the doctor learns it from a first login.</summary>
public sealed class CookieNameCaseTests() : DoctorStand(settings => settings["TokenExchange:Sessions:CookieName"] = "shop-2")
{
    [Fact]
    public async Task Its_cookies_are_examined_like_those_of_the_default_name()
    {
        var report = await AfterAsync();

        Assert.All(
            ["login", "cookie-count", "cookie-names", "cookie-flags", "cookie-same-site", "cookie-size", "cookie-round-trip"],
            check => Assert.Equal("ok", report[check]));
    }
}
