using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The cross-site rules on the bytes of a request, as the real server reads them: an empty line or a second one is never the same as none.</summary>
[StateIndependent]
public sealed class CrossSiteWireTests : WireStand
{
    private const string Ours = "Origin: https://app.example.test\r\n";

    [Theory]
    [InlineData("X-CSRF: 1\r\n")]
    [InlineData("X-CSRF: 1\r\nSec-Fetch-Site: same-origin\r\n")]
    [InlineData("x-csrf: 1\r\nsec-fetch-site: same-origin\r\norigin: null\r\n")]
    [InlineData("X-CSRF: 1\r\nSec-Fetch-Site: same-origin\r\n" + Ours)]
    public async Task A_call_of_our_own_page_is_answered(string lines) => Assert.Equal(200, await StatusAsync(lines));

    [Theory]
    [InlineData("X-CSRF: 1\r\nSec-Fetch-Site:\r\n")]
    [InlineData("X-CSRF: 1\r\nSec-Fetch-Site: \r\n" + Ours)]
    [InlineData("X-CSRF: 1\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Site: same-origin\r\n")]
    [InlineData("X-CSRF: 1\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Site:\r\n")]
    [InlineData("X-CSRF: 1\r\nSec-Fetch-Site: same-origin, same-origin\r\n")]
    [InlineData("X-CSRF: 1\r\nSec-Fetch-Site: \"same-origin\"\r\n")]
    [InlineData("X-CSRF: 1\r\nSec-Fetch-Site: same-origin;a=1\r\n")]
    [InlineData("X-CSRF: 1\r\nOrigin:\r\n")]
    [InlineData("X-CSRF: 1\r\nSec-Fetch-Site: same-origin\r\nOrigin:\r\n")]
    [InlineData("X-CSRF: 1\r\nOrigin: null\r\n")]
    [InlineData("X-CSRF: 1\r\nSec-Fetch-Site:\r\nOrigin: null\r\n")]
    [InlineData("X-CSRF: 1\r\nSec-Fetch-Site: none\r\nOrigin: null\r\n")]
    [InlineData("X-CSRF: 1\r\nSec-Fetch-Site: cross-site\r\nOrigin: null\r\n")]
    [InlineData("X-CSRF: 1\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site\r\nOrigin: null\r\n")]
    [InlineData("X-CSRF: 1\r\nSec-Fetch-Site: same-origin\r\nOrigin: null\r\nOrigin: null\r\n")]
    [InlineData("X-CSRF: 1\r\nSec-Fetch-Site: same-origin\r\nOrigin: null\r\n" + Ours)]
    [InlineData("Sec-Fetch-Site: same-origin\r\nOrigin: null\r\n")]
    [InlineData("X-CSRF:\r\nSec-Fetch-Site: same-origin\r\n")]
    public async Task Everything_else_is_refused(string lines) => Assert.Equal(403, await StatusAsync(lines));

    private async Task<int> StatusAsync(string lines) =>
        (await SendAsync($"GET /api/auth/session HTTP/1.1\r\nHost: {Authority}\r\n{lines}\r\n"))[0].Status;
}
