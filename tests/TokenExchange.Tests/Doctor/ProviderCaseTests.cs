namespace TokenExchange.Tests.Doctor;

/// <summary>What differs between providers must not look like a fault.</summary>
public sealed class ProviderCaseTests : DoctorStand
{
    [Fact]
    public async Task A_form_post_answer_is_understood()
    {
        Planned["TokenExchange:Provider:ResponseMode"] = "form_post";
        Planned["TokenExchange:Login:CallbackPath"] = "/api/auth/callback";

        var report = await BeforeAsync();

        Assert.Equal(("ok", "ok"), (report["redirect-uri"], report["provider-response-mode"]));
    }

    [Fact]
    public async Task A_managed_identity_is_left_to_the_deployment()
    {
        Planned["TokenExchange:Provider:Credential:Kind"] = "managed-identity";
        Planned.Remove("TokenExchange:Provider:Credential:SecretName");

        var report = await BeforeAsync();

        Assert.Equal("skipped", report["credential"]);
        Assert.Equal(0, ProviderCalls("token"));
        Assert.DoesNotContain(report.Findings, row => row.Subject == "client-secret");
    }

    [Theory]
    [InlineData(201, """{"request_uri":"urn:1"}""", "ok")]
    [InlineData(400, """{"error":"invalid_request"}""", "failed")]
    [InlineData(401, """{"error":"invalid_client"}""", "skipped")]
    public async Task A_pushed_request_is_pushed(int status, string answer, string verdict)
    {
        Provider.MetadataTwists["pushed_authorization_request_endpoint"] = ProviderOrigin + "/par";
        ProviderWay.Instead = request => request.RequestUri!.AbsolutePath switch
        {
            "/par" => BrokenFront.Json(status, answer),
            "/authorize" when request.RequestUri.Query.EndsWith("request_uri=urn%3A1", StringComparison.Ordinal) =>
                BeforeFaults.Redirect("login_required"),
            _ => null,
        };

        Assert.Equal(verdict, (await BeforeAsync())["redirect-uri"]);
    }

    [Fact]
    public async Task An_answer_from_a_cache_does_not_skew_the_clock()
    {
        ProviderWay.Response = (_, response) =>
        {
            response.Headers.Date = Clock.GetUtcNow().AddMinutes(-10);
            response.Headers.Age = TimeSpan.FromMinutes(10);
        };

        Assert.Equal("ok", (await BeforeAsync())["clock-skew"]);
    }

    [Fact]
    public async Task The_issuer_to_write_is_said()
    {
        Planned["TokenExchange:Provider:Authority"] = ProviderOrigin + "/";

        var issuer = (await BeforeAsync()).One("provider-issuer");

        Assert.Contains($"\"{ProviderOrigin}\"", issuer.Todo, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_provider_is_asked_with_a_wrong_credential_once_and_no_code_is_real()
    {
        var report = await BeforeAsync();

        Assert.Equal("ok", report["credential"]);
        Assert.Equal(2, ProviderCalls("token"));
        Assert.All(Log.Of("provider").Where(row => row.Endpoint == "token"), row => Assert.Equal("authorization_code", row.Form["grant_type"]));
    }

    [Fact]
    public async Task Without_metadata_what_needs_it_is_skipped()
    {
        BeforeFaults.Seed(this, "provider-metadata", "discovery fails");

        var report = await BeforeAsync();

        Assert.Equal(["provider-metadata"], report.Names("failed"));
        Assert.Equal(("skipped", "skipped"), (report["redirect-uri"], report["credential"]));
    }
}
