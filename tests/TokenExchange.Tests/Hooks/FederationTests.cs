using System.Text.Json.Nodes;

namespace TokenExchange.Tests.Hooks;

/// <summary>The app's identity as the credential of the application registration: made once, by whoever may.</summary>
public sealed class FederationTests : HookStand
{
    private const string Client = "22222222-2222-2222-2222-222222222222";
    private const string Path = $"applications(appId='{Client}')/federatedIdentityCredentials";
    private const string Key = "GET secrets/session-key";
    private const string List = "GET " + Path;
    private const string Create = "POST " + Path;

    public FederationTests() => Variables["SERVICE_CLIENT_AUTHENTICATION"] = "managed-identity";

    [Fact]
    public async Task The_credential_is_made_and_no_secret_is_asked_for()
    {
        var run = await RunAsync("postprovision");

        Assert.True(run.Status == 0, run.Output);
        Assert.Equal([Key, List, Create], run.Sequence);
        Assert.Equal(Wanted().ToJsonString(), run.Calls[2].Body.GetRawText());
        Assert.All(run.Calls.Skip(1), call => Assert.EndsWith("|https://graph.microsoft.com/.default", call.Token, StringComparison.Ordinal));
        Assert.Contains($"registered it as 'token-exchange-dev' at the application {Client}", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("done." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_run_sees_that_it_is_there()
    {
        await RunAsync("postprovision");
        var run = await RunAsync("postprovision");

        Assert.Equal(0, run.Status);
        Assert.Equal([Key, List], run.Sequence);
        Assert.Contains($"it is registered at the application {Client}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_known_whatever_its_name()
    {
        Azure.Credentials.Add(Wanted(("name", "made-by-hand")));

        Assert.Equal([Key, List], (await RunAsync("postprovision")).Sequence);
    }

    [Theory]
    [InlineData("issuer", "https://login.microsoftonline.com/other/v2.0")]
    [InlineData("subject", "11111111-1111-1111-1111-11111111111A")]
    [InlineData("audiences", "api://azureadtokenexchange")]
    public async Task It_is_known_by_issuer_identity_and_audience_letter_by_letter(string member, string value)
    {
        Azure.Credentials.Add(Wanted(("name", "another"), (member, value)));

        Assert.Equal([Key, List, Create], (await RunAsync("postprovision")).Sequence);
    }

    [Fact]
    public async Task A_credential_of_that_name_for_another_identity_is_left_alone_and_said_so()
    {
        Azure.Credentials.Add(Wanted(("subject", "99999999-9999-9999-9999-999999999999")));

        var run = await RunAsync("postprovision");

        Assert.Equal(0, run.Status);
        Assert.Equal([Key, List], run.Sequence);
        Assert.Contains("has a credential 'token-exchange-dev' for another identity", run.Output, StringComparison.Ordinal);
        Printed(run, $"update --id {Client} --federated-credential-id token-exchange-dev --parameters");
    }

    [Theory]
    [InlineData("POST", "could not register it at the application")]
    [InlineData("GET", "could not read the application")]
    public async Task Who_may_not_change_or_even_read_the_registration_gets_the_exact_command_and_the_deployment_goes_on(string method, string words)
    {
        Azure.Faults.Add(new(method, "/federatedIdentityCredentials", 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."));

        var run = await RunAsync("postprovision");

        Assert.Equal(0, run.Status);
        Assert.Contains("Insufficient privileges", run.Output, StringComparison.Ordinal);
        Assert.Contains(words, run.Output, StringComparison.Ordinal);
        Assert.EndsWith("done." + Environment.NewLine, run.Output, StringComparison.Ordinal);
        Printed(run, $"create --id {Client} --parameters");
    }

    [Fact]
    public async Task A_dry_run_looks_and_says_what_it_would_do()
    {
        var run = await RunAsync("postprovision", "--dry-run");

        Assert.Equal([Key, List], run.Sequence);
        Assert.Contains("would register it as 'token-exchange-dev'", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_secret_needs_no_look_at_the_registration()
    {
        Variables["SERVICE_CLIENT_AUTHENTICATION"] = "client-secret";

        Assert.DoesNotContain((await RunAsync("postprovision", "--dry-run")).Sequence, call => call.Contains("federated", StringComparison.Ordinal));
    }

    /// <summary>The command for somebody else, whole, as it can be run.</summary>
    private static void Printed(HookResult run, string command)
    {
        Assert.Contains($"\naz ad app federated-credential {command} '{Wanted().ToJsonString()}'\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("every login fails until a person with permission to change that registration runs this command", run.Output, StringComparison.Ordinal);
    }

    private static JsonObject Wanted(params (string Member, string Value)[] changes)
    {
        var credential = new JsonObject
        {
            ["name"] = "token-exchange-dev",
            ["issuer"] = "https://login.microsoftonline.com/33333333-3333-3333-3333-333333333333/v2.0",
            ["subject"] = "11111111-1111-1111-1111-111111111111",
            ["audiences"] = new JsonArray("api://AzureADTokenExchange"),
        };
        foreach (var (member, value) in changes)
        {
            credential[member] = member == "audiences" ? new JsonArray(value) : value;
        }

        return credential;
    }
}
