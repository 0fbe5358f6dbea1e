using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;
using TokenExchange.Provider;
using TokenExchange.Secrets;
using TokenExchange.Telemetry;

namespace TokenExchange.Events;

/// <summary>
/// <c>POST /api/events/vault</c>: Event Grid reports that a secret or a key changed, and what is cached of it becomes stale. Nothing else of the event is used or
/// trusted; when events are lost, the refresh interval has the same effect later. The platform checks the function key.
/// </summary>
internal sealed partial class VaultEventsEndpoint(VaultSecrets secrets, KeyVaultOptions vault, CappedLogger<VaultEventsEndpoint> logger)
{
    /// <summary>Event Grid sends at most one megabyte in a batch.</summary>
    private const int MaxBytes = 1024 * 1024;

    private const string Origin = "eventgrid.azure.net";

    /// <summary>The handshake of CloudEvents webhooks (section 4.1 of the abuse protection): the response allows events from Event Grid.</summary>
    public static Task<Failure?> AllowAsync(HttpContext context)
    {
        if (context.Request.Headers["WebHook-Request-Origin"] is not [Origin])
        {
            return Task.FromResult<Failure?>(Catalogue.RequestInvalid.WithReason("WebHook-Request-Origin is not eventgrid.azure.net."));
        }

        context.Response.Headers["WebHook-Allowed-Origin"] = Origin;
        return Task.FromResult<Failure?>(null);
    }

    /// <summary>Receives events of both schemas, single or in a batch.</summary>
    public async Task<Failure?> HandleAsync(HttpContext context)
    {
        var body = await RequestBody.ReadBytesAsync(context.Request, MaxBytes);
        if (!body.Succeeded)
        {
            return body.Failure;
        }

        if (!StrictJson.TryParseAny(body.Value, out var root))
        {
            return Catalogue.RequestInvalid.WithReason("The body is not valid JSON.");
        }

        IReadOnlyList<JsonElement> events = root.Value.ValueKind == JsonValueKind.Array ? [.. root.Value.EnumerateArray()] : [root.Value];
        return events.All(item => item.ValueKind == JsonValueKind.Object)
            ? await TakeAsync(context, events)
            : Catalogue.RequestInvalid.WithReason("The body contains no events.");
    }

    private async Task<Failure?> TakeAsync(HttpContext context, IReadOnlyList<JsonElement> events)
    {
        foreach (var item in events)
        {
            if (Text(item, "eventType") == "Microsoft.EventGrid.SubscriptionValidationEvent")
            {
                return await ConfirmAsync(context, item);
            }

            if (SecretName(item) is { } name && secrets.Invalidate(name))
            {
                logger.SecretEvent(name);
            }
        }

        return null;
    }

    /// <summary>The handshake of Event Grid's own schema: returns the validation code if its format is valid.</summary>
    private static async Task<Failure?> ConfirmAsync(HttpContext context, JsonElement validation)
    {
        if (!validation.TryGetProperty("data", out var data) || Text(data, "validationCode") is not { } code || !Code().IsMatch(code))
        {
            return Catalogue.RequestInvalid.WithReason("The handshake has no valid validationCode.");
        }

        await context.Response.WriteAsJsonAsync(new Validation(code), EventsJson.Default.Validation, cancellationToken: context.RequestAborted);
        return null;
    }

    /// <summary>
    /// The name of the secret or the key in an event of this vault, from its <c>Id</c>: the names of other members are documented with stray blanks.
    /// </summary>
    private string? SecretName(JsonElement item)
    {
        var type = Text(item, "eventType") ?? Text(item, "type") ?? "";
        if (!(type.StartsWith("Microsoft.KeyVault.Secret", StringComparison.Ordinal) || type.StartsWith("Microsoft.KeyVault.Key", StringComparison.Ordinal)) || !item.TryGetProperty("data", out var data)
            || !Uri.TryCreate(Text(data, "Id"), UriKind.Absolute, out var id) || !string.Equals(id.Host, vault.Uri.Host, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return id.Segments switch
        {
            [_, "secrets/", { } name, ..] => name.TrimEnd('/'),
            [_, VaultKeys.Prefix, { } name, ..] => VaultKeys.Prefix + name.TrimEnd('/'),
            _ => null,
        };
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    [GeneratedRegex("^[0-9A-Za-z-]{1,128}$", RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}

/// <summary>The response to the handshake of Event Grid's own schema.</summary>
internal sealed record Validation(string ValidationResponse);

/// <summary>The serializer of the events room.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Validation))]
internal sealed partial class EventsJson : JsonSerializerContext;
