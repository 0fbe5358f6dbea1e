using System.Net;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Time.Testing;
using TokenExchange.Secrets;

namespace TokenExchange.Tests.Pure;

/// <summary>The genuine client over the vault's own answers: a version that is disabled is not there, a missing permission is an error.</summary>
public sealed class VaultPermissionTests
{
    private const string List =
        """{"value":[{"id":"https://vault.example/secrets/s/v1","attributes":{"enabled":true,"created":1700000000,"updated":1700000000}}],"nextLink":null}""";

    [Fact]
    public async Task A_version_disabled_since_it_was_listed_is_not_there()
    {
        var versions = await ReadAsync("""{"error":{"code":"Forbidden","message":"Operation get is not allowed on a disabled secret.","innererror":{"code":"SecretDisabled"}}}""");

        Assert.Empty(versions.NewestFirst);
    }

    [Fact]
    public async Task A_version_deleted_since_it_was_listed_is_not_there()
    {
        var versions = await ReadAsync("""{"error":{"code":"SecretNotFound","message":"A secret with this name and version was not found."}}""", HttpStatusCode.NotFound);

        Assert.Empty(versions.NewestFirst);
    }

    [Theory]
    [InlineData("ForbiddenByRbac")]
    [InlineData("AccessDenied")]
    [InlineData("ForbiddenByFirewall")]
    public async Task A_missing_permission_to_read_values_is_an_error_and_not_an_empty_secret(string cause) =>
        await Assert.ThrowsAsync<RequestFailedException>(() => ReadAsync(
            """{"error":{"code":"Forbidden","message":"Caller is not authorized to perform action on resource.","innererror":{"code":"CAUSE"}}}"""
                .Replace("CAUSE", cause, StringComparison.Ordinal)));

    private static Task<SecretVersions> ReadAsync(string refusal, HttpStatusCode status = HttpStatusCode.Forbidden)
    {
        var options = new SecretClientOptions
        {
            Transport = new HttpClientTransport(new HttpClient(new Wire(refusal, status))),
            DisableChallengeResourceVerification = true,
            Retry = { MaxRetries = 0 },
        };
        var client = new SecretClient(new Uri("https://vault.example/"), new PaperCredential(), options);
        return new VaultReader(new SecretSource(client), new FakeTimeProvider()).ReadAsync("s", null, CancellationToken.None);
    }

    private sealed class PaperCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new("t", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }

    private sealed class Wire(string refusal, HttpStatusCode status) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath.TrimEnd('/');
            var answer = request.Headers.Authorization is null ? Challenge()
                : path.EndsWith("/versions", StringComparison.Ordinal) ? Json(HttpStatusCode.OK, List)
                : Json(status, refusal);
            answer.RequestMessage = request;
            return Task.FromResult(answer);
        }

        private static HttpResponseMessage Json(HttpStatusCode status, string body) =>
            new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

        private static HttpResponseMessage Challenge()
        {
            var answer = Json(HttpStatusCode.Unauthorized, "{}");
            answer.Headers.TryAddWithoutValidation("WWW-Authenticate", "Bearer authorization=\"https://login.example/tenant\", resource=\"https://vault.example\"");
            return answer;
        }
    }
}
