using System.Text.Json;
using TokenExchange.Emulators.Wire;

namespace TokenExchange.Emulators.Vault;

/// <summary>
/// Azure Key Vault's interface for secrets, and for keys: challenge authentication, versions, paging, errors. Like the vault, it does not enforce <c>nbf</c> and
/// <c>exp</c>, answers 403 for a disabled version, and treats the last created version as the newest.
/// </summary>
internal sealed class VaultEmulator(RequestLog log, TimeProvider clock)
{
    /// <summary>The only accepted bearer token.</summary>
    public const string Token = "dev-vault-token";

    private const int PageSize = 3; // small, so that paging is always used

    private readonly Lock _gate = new();
    private readonly List<VaultEntry> _entries = [];
    private readonly List<VaultEntry> _deleted = [];

    public Faults Faults { get; } = new(clock);

    public VaultKeyEmulator Keys { get; } = new(clock);

    /// <summary>Adds a version and returns its id.</summary>
    public string Put(string name, string value, bool enabled = true, DateTimeOffset? notBefore = null, DateTimeOffset? expires = null)
    {
        lock (_gate)
        {
            var entry = new VaultEntry(
                name, Guid.NewGuid().ToString("N"), value, enabled, clock.GetUtcNow().ToUnixTimeSeconds(), notBefore?.ToUnixTimeSeconds(), expires?.ToUnixTimeSeconds());
            _entries.Insert(0, entry);
            return entry.Version;
        }
    }

    public bool SetEnabled(string name, string version, bool enabled) => Update(name, version, entry => entry with { Enabled = enabled });

    /// <summary>Changes the attributes of a version; false when it does not exist.</summary>
    public bool Update(string name, string version, Func<VaultEntry, VaultEntry> change)
    {
        lock (_gate)
        {
            var i = _entries.FindIndex(entry => Is(entry, name) && entry.Version == version);
            if (i >= 0)
            {
                _entries[i] = change(_entries[i]) with { Updated = clock.GetUtcNow().ToUnixTimeSeconds() };
            }

            return i >= 0;
        }
    }

    /// <summary>Deletes a secret with all its versions, which can be recovered.</summary>
    public void Delete(string name) => Move(name, _entries, _deleted);

    /// <summary>All versions of a secret, newest first.</summary>
    public IReadOnlyList<VaultEntry> Versions(string name)
    {
        lock (_gate)
        {
            return [.. _entries.Where(entry => Is(entry, name))];
        }
    }

    /// <summary>The values of the enabled versions, newest first.</summary>
    public IReadOnlyList<string> Values(string name) => [.. Versions(name).Where(entry => entry.Enabled).Select(entry => entry.Value)];

    public void Map(IEndpointRouteBuilder routes)
    {
        Keys.Map(routes, AnswerAsync);
        routes.MapGet("/secrets/{name}/versions", context => AnswerAsync(context, () => ListAsync(context)));
        routes.MapGet("/secrets/{name}/{version?}", context => AnswerAsync(context, () => GetAsync(context)));
        routes.MapPut("/secrets/{name}", context => AnswerAsync(context, () => SetAsync(context)));
        routes.MapGet("/deletedsecrets/{name}", context => AnswerAsync(context, () => DeletedAsync(context)));
        routes.MapPost("/deletedsecrets/{name}/recover", context => AnswerAsync(context, () => RecoverAsync(context)));
        routes.MapPatch("/secrets/{name}/{version}", context => AnswerAsync(context, () => UpdateAsync(context)));
    }

    private Task AnswerAsync(HttpContext context, Func<Task> answer) => AnswerAsync(context, "secrets", answer);

    private async Task AnswerAsync(HttpContext context, string endpoint, Func<Task> answer)
    {
        log.Add("vault", endpoint, context.Request);
        if (await Faults.PlayAsync(context))
        {
            return;
        }

        if (context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            context.Response.Headers.WWWAuthenticate =
                "Bearer authorization=\"https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000\", resource=\"https://vault.azure.net\"";
            await VaultAnswer.ErrorAsync(context, 401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.");
            return;
        }

        if (context.Request.Query["api-version"].Count == 0)
        {
            await VaultAnswer.ErrorAsync(context, 400, "BadParameter", "api-version must be specified");
            return;
        }

        await answer();
    }

    private async Task ListAsync(HttpContext context)
    {
        var versions = Versions(VaultAnswer.Name(context));
        if (versions.Count == 0)
        {
            await NotFoundAsync(context);
            return;
        }

        var skip = int.TryParse(context.Request.Query["$skiptoken"], out var token) ? token : 0;
        var page = versions.Skip(skip).Take(PageSize).Select(entry => entry.Bundle(VaultAnswer.Base(context), withValue: false)).ToList();
        var next = skip + PageSize < versions.Count
            ? $"{VaultAnswer.Base(context)}{context.Request.Path}?api-version={context.Request.Query["api-version"]}&$skiptoken={skip + PageSize}"
            : null;
        await context.Response.WriteAsJsonAsync(new { value = page, nextLink = next }, context.RequestAborted);
    }

    private async Task GetAsync(HttpContext context)
    {
        var version = context.Request.RouteValues["version"] as string;
        var entry = Versions(VaultAnswer.Name(context)).FirstOrDefault(entry => version is null || entry.Version == version);
        if (entry is null)
        {
            await NotFoundAsync(context);
        }
        else if (!entry.Enabled)
        {
            await VaultAnswer.ErrorAsync(context, 403, "Forbidden", "Operation get is not allowed on a disabled secret.", "SecretDisabled");
        }
        else
        {
            await context.Response.WriteAsJsonAsync(entry.Bundle(VaultAnswer.Base(context), withValue: true), context.RequestAborted);
        }
    }

    private async Task SetAsync(HttpContext context)
    {
        var body = (await context.Request.ReadFromJsonAsync<JsonElement>(context.RequestAborted))!;
        var version = Put(VaultAnswer.Name(context), body.GetProperty("value").GetString()!);
        Update(VaultAnswer.Name(context), version, entry => entry.Change(body));
        await context.Response.WriteAsJsonAsync(Versions(VaultAnswer.Name(context)).First(entry => entry.Version == version).Bundle(VaultAnswer.Base(context), true), context.RequestAborted);
    }

    private async Task UpdateAsync(HttpContext context)
    {
        var body = (await context.Request.ReadFromJsonAsync<JsonElement>(context.RequestAborted))!;
        var version = (string)context.Request.RouteValues["version"]!;
        if (!Update(VaultAnswer.Name(context), version, entry => entry.Change(body)))
        {
            await NotFoundAsync(context);
            return;
        }

        await context.Response.WriteAsJsonAsync(Versions(VaultAnswer.Name(context)).First(entry => entry.Version == version).Bundle(VaultAnswer.Base(context), false), context.RequestAborted);
    }

    private Task DeletedAsync(HttpContext context)
    {
        lock (_gate)
        {
            return _deleted.Find(entry => Is(entry, VaultAnswer.Name(context))) is { } deleted
                ? context.Response.WriteAsJsonAsync(deleted.Bundle(VaultAnswer.Base(context), withValue: false), context.RequestAborted)
                : NotFoundAsync(context);
        }
    }

    private Task RecoverAsync(HttpContext context)
    {
        Move(VaultAnswer.Name(context), _deleted, _entries);
        return Versions(VaultAnswer.Name(context)) is [var newest, ..]
            ? context.Response.WriteAsJsonAsync(newest.Bundle(VaultAnswer.Base(context), withValue: false), context.RequestAborted)
            : NotFoundAsync(context);
    }

    private void Move(string name, List<VaultEntry> from, List<VaultEntry> to)
    {
        lock (_gate)
        {
            to.AddRange(from.Where(entry => Is(entry, name)));
            from.RemoveAll(entry => Is(entry, name));
        }
    }

    private static bool Is(VaultEntry entry, string name) => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase);

    private static Task NotFoundAsync(HttpContext context) =>
        VaultAnswer.ErrorAsync(context, 404, "SecretNotFound", "A secret with this name or version was not found in this key vault.");
}
