using System.Text.Json;
using TokenExchange.Rotations.Cloud;

namespace TokenExchange.Operations.Hooks;

/// <summary>
/// The app's identity as a federated credential of the application registration (Entra ID). It contains no secret. The account that deploys may not be
/// allowed to change or read the registration; then the missing command is printed, and the deployment continues.
/// </summary>
internal sealed class Federation(HookRun run, AzureCloud cloud)
{
    private const string Audience = "api://AzureADTokenExchange";

    public async Task RegisterAsync(string? tenant, CancellationToken cancellationToken)
    {
        var client = await run.RequiredAsync("SERVICE_CLIENT_ID", cancellationToken);
        var wanted = new Credential(
            "token-exchange-" + await run.RequiredAsync("AZURE_ENV_NAME", cancellationToken),
            await run.RequiredAsync("SERVICE_FEDERATION_ISSUER", cancellationToken),
            await run.RequiredAsync("SERVICE_IDENTITY_PRINCIPAL_ID", cancellationToken),
            [Audience]);
        await run.SayAsync("no client secret is needed: the app's identity is the credential.");
        var graph = new AzureRest(run.Surroundings.Connection, run.Surroundings.Account(tenant), cloud.Graph);
        var path = $"/v1.0/applications(appId='{Uri.EscapeDataString(client)}')/federatedIdentityCredentials";
        if (await ListAsync(graph, path, cancellationToken) is not { } known)
        {
            await ByHandAsync("create", client, wanted, $"could not read the application {client}.");
        }
        else if (known.Exists(wanted.IsSameIdentity))
        {
            await run.SayAsync($"it is registered at the application {client}.");
        }
        else if (known.Exists(credential => credential.Name == wanted.Name))
        {
            // Another deployment may depend on it, so a hook must not change it.
            await ByHandAsync(
                "update", client, wanted, $"the application {client} has a credential '{wanted.Name}' for another identity. If that identity no longer exists, replace the credential.");
        }
        else if (run.IsDry)
        {
            await run.SayAsync($"would register it as '{wanted.Name}' at the application {client}.");
        }
        else
        {
            await CreateAsync(graph, path, client, wanted, cancellationToken);
        }
    }

    private async Task CreateAsync(AzureRest graph, string path, string client, Credential wanted, CancellationToken cancellationToken)
    {
        var answer = await graph.SendAsync(HttpMethod.Post, path, wanted.Body, cancellationToken);
        if (answer.Succeeded)
        {
            await run.SayAsync($"registered it as '{wanted.Name}' at the application {client}.");
            return;
        }

        await run.ComplainAsync(answer.Words);
        await ByHandAsync("create", client, wanted, $"could not register it at the application {client}.");
    }

    /// <summary>The credentials of the application, from all pages; null when they cannot be read.</summary>
    private async Task<List<Credential>?> ListAsync(AzureRest graph, string path, CancellationToken cancellationToken)
    {
        var known = new List<Credential>();
        for (var next = path; next is not null;)
        {
            var answer = await graph.GetAsync(next, cancellationToken);
            if (!answer.Succeeded)
            {
                await run.ComplainAsync(answer.Words);
                return null;
            }

            known.AddRange(answer.List().Select(Credential.Read));

            // Only the path, so that the token is always sent to Microsoft Graph.
            next = Uri.TryCreate(answer.Text("@odata.nextLink"), UriKind.Absolute, out var link) ? link.PathAndQuery : null;
        }

        return known;
    }

    /// <summary>Prints the command that another person has to run, and the reason.</summary>
    private async Task ByHandAsync(string verb, string client, Credential wanted, string reason)
    {
        await run.SayAsync(reason);
        await run.SayAsync("every login fails until a person with permission to change that registration runs this command:");
        var which = verb == "create" ? "" : $" --federated-credential-id {wanted.Name}";
        await run.PrintAsync($"\naz ad app federated-credential {verb} --id {client}{which} --parameters '{JsonSerializer.Serialize(wanted.Body)}'\n");
    }

    /// <summary>A federated credential. Entra ID compares its parts case-sensitively, and so does this code.</summary>
    private sealed record Credential(string Name, string Issuer, string Subject, IReadOnlyList<string> Audiences)
    {
        public object Body => new { name = Name, issuer = Issuer, subject = Subject, audiences = Audiences };

        public bool IsSameIdentity(Credential other) => other.Issuer == Issuer && other.Subject == Subject && other.Audiences.Contains(Audience, StringComparer.Ordinal);

        public static Credential Read(JsonElement item)
        {
            var answer = new AzureAnswer(200, item);
            return new Credential(
                answer.Text("name") ?? "", answer.Text("issuer") ?? "", answer.Text("subject") ?? "",
                answer.Member("audiences") is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(audience => audience.GetString() ?? "")] : []);
        }
    }
}
