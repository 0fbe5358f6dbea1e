using TokenExchange.Provider;

namespace TokenExchange.Tests.Pure;

/// <summary>http is for loopback in development, and where a setting says so for private networks: never for a public host in production.</summary>
public sealed class TransportRulesTests
{
    [Theory]
    [InlineData("https://login.example.com", false, false, true)]
    [InlineData("http://localhost:8080", true, false, true)]
    [InlineData("http://localhost:8080", false, false, false)]
    [InlineData("http://keycloak:8080/realms/a", false, false, false)]
    [InlineData("http://keycloak:8080/realms/a", true, false, false)]
    [InlineData("http://keycloak:8080/realms/a", false, true, true)]
    [InlineData("http://keycloak.prod.svc.cluster.local/realms/a", false, true, true)]
    [InlineData("http://login.internal", false, true, true)]
    [InlineData("http://localhost", false, true, true)]
    [InlineData("http://10.0.0.4", false, true, true)]
    [InlineData("http://172.16.0.1", false, true, true)]
    [InlineData("http://172.32.0.1", false, true, false)]
    [InlineData("http://192.168.1.1", false, true, true)]
    [InlineData("http://[fd00::1]", false, true, true)]
    [InlineData("http://[::ffff:10.0.0.4]", false, true, true)]
    [InlineData("http://[::ffff:8.8.8.8]", false, true, false)]
    [InlineData("http://[2001:db8::1]", false, true, false)]
    [InlineData("http://169.254.169.254/metadata", false, true, false)]
    [InlineData("http://8.8.8.8", false, true, false)]
    [InlineData("http://login.example.com", false, true, false)]
    [InlineData("http://login.internal.example.com", false, true, false)]
    [InlineData("http://internal.com", false, true, false)]
    [InlineData("http://login.example.com", true, true, true)]
    [InlineData("http://user@keycloak/", false, true, false)]
    [InlineData("ftp://keycloak/", true, true, false)]
    public void An_address_is_allowed_or_not(string address, bool isDevelopment, bool allowHttp, bool isAllowed) =>
        Assert.Equal(isAllowed, new TransportRules(isDevelopment, allowHttp).Allows(new Uri(address)));
}
