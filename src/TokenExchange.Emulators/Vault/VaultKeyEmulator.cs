using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace TokenExchange.Emulators.Vault;

/// <summary>Azure Key Vault's interface for keys, as far as it signs: versions, public halves, <c>sign</c>.</summary>
internal sealed class VaultKeyEmulator(TimeProvider clock)
{
    private const int PageSize = 2; // small, so that paging is used

    private readonly Lock _gate = new();
    private readonly List<VaultKeyEntry> _entries = [];
    private readonly List<VaultKeyEntry> _deleted = [];

    /// <summary>Makes the RSA keys; a test gives some that exist, because making one takes seconds on a busy machine.</summary>
    public Func<RSA> NewRsaKey { get; set; } = () => RSA.Create(2048);

    /// <summary>Creates a version, RSA or on P-256, and returns its id.</summary>
    public string Create(string name, bool isRsa = false, DateTimeOffset? notBefore = null, DateTimeOffset? expires = null)
    {
        using AsymmetricAlgorithm key = isRsa ? NewRsaKey() : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var entry = new VaultKeyEntry(
            name, Guid.NewGuid().ToString("N"), isRsa, key.ExportPkcs8PrivateKey(), Enabled: true, Now, notBefore?.ToUnixTimeSeconds(), expires?.ToUnixTimeSeconds());
        lock (_gate)
        {
            _entries.Insert(0, entry);
        }

        return entry.Version;
    }

    /// <summary>Changes a version; null when it does not exist.</summary>
    public VaultKeyEntry? Update(string name, string version, Func<VaultKeyEntry, VaultKeyEntry> change)
    {
        lock (_gate)
        {
            var i = _entries.FindIndex(entry => Is(entry, name) && entry.Version == version);
            return i < 0 ? null : _entries[i] = change(_entries[i]);
        }
    }

    public void SetEnabled(string name, string version, bool enabled)
    {
        lock (_gate)
        {
            var i = _entries.FindIndex(entry => Is(entry, name) && entry.Version == version);
            _entries[i] = _entries[i] with { Enabled = enabled };
        }
    }

    /// <summary>Deletes a key with all its versions, which can be recovered. Until then no key of this name can be created.</summary>
    public void Delete(string name) => Move(name, _entries, _deleted);

    /// <summary>All versions of a key, newest first.</summary>
    public IReadOnlyList<VaultKeyEntry> Versions(string name)
    {
        lock (_gate)
        {
            return [.. _entries.Where(entry => Is(entry, name))];
        }
    }

    /// <param name="routes">The routes of the vault.</param>
    /// <param name="answerAsync">Answers after the checks of every call: log, faults, bearer token, version of the interface.</param>
    public void Map(IEndpointRouteBuilder routes, Func<HttpContext, string, Func<Task>, Task> answerAsync)
    {
        routes.MapGet("/keys/{name}/versions", context => answerAsync(context, "keys", () => ListAsync(context)));
        routes.MapGet("/keys/{name}/{version?}", context => answerAsync(context, "keys", () => GetAsync(context)));
        routes.MapPost("/keys/{name}/create", context => answerAsync(context, "keys", () => CreateAsync(context)));
        routes.MapPatch("/keys/{name}/{version}", context => answerAsync(context, "keys", () => UpdateAsync(context)));
        routes.MapPost("/keys/{name}/{version}/sign", context => answerAsync(context, "sign", () => SignAsync(context)));
        routes.MapGet("/deletedkeys/{name}", context => answerAsync(context, "keys", () => DeletedAsync(context)));
        routes.MapPost("/deletedkeys/{name}/recover", context => answerAsync(context, "keys", () => RecoverAsync(context)));
    }

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    private async Task ListAsync(HttpContext context)
    {
        var versions = Versions(VaultAnswer.Name(context));
        var skip = int.TryParse(context.Request.Query["$skiptoken"], out var token) ? token : 0;
        var page = versions.Skip(skip).Take(PageSize).Select(entry => entry.Item(VaultAnswer.Base(context))).ToList();
        var next = skip + PageSize < versions.Count
            ? $"{VaultAnswer.Base(context)}{context.Request.Path}?api-version={context.Request.Query["api-version"]}&$skiptoken={skip + PageSize}"
            : null;
        await context.Response.WriteAsJsonAsync(new { value = page, nextLink = next }, context.RequestAborted);
    }

    private Task GetAsync(HttpContext context) => Find(context) is { } entry
        ? context.Response.WriteAsJsonAsync(entry.Bundle(VaultAnswer.Base(context)), context.RequestAborted)
        : NotFoundAsync(context);

    /// <summary>A version on P-256 or an RSA key, with its dates and tags in one call.</summary>
    private async Task CreateAsync(HttpContext context)
    {
        var body = await context.Request.ReadFromJsonAsync<JsonElement>(context.RequestAborted);
        var isRsa = body.GetProperty("kty").GetString()!.StartsWith("RSA", StringComparison.Ordinal);
        if (!isRsa && body.GetProperty("crv").GetString() != "P-256")
        {
            await VaultAnswer.ErrorAsync(context, 400, "BadParameter", "Curve is not supported.");
            return;
        }

        var name = VaultAnswer.Name(context);
        if (FindDeleted(name) is not null)
        {
            await VaultAnswer.ErrorAsync(context, 409, "Conflict", "Key is currently in a deleted but recoverable state, and its name cannot be reused.");
            return;
        }

        var entry = Update(name, Create(name, isRsa), created => created.Change(body, Now))!;
        await context.Response.WriteAsJsonAsync(entry.Bundle(VaultAnswer.Base(context)), context.RequestAborted);
    }

    private async Task UpdateAsync(HttpContext context)
    {
        var body = await context.Request.ReadFromJsonAsync<JsonElement>(context.RequestAborted);
        var entry = Update(VaultAnswer.Name(context), (string)context.Request.RouteValues["version"]!, known => known.Change(body, Now));
        await (entry is null ? NotFoundAsync(context) : context.Response.WriteAsJsonAsync(entry.Bundle(VaultAnswer.Base(context)), context.RequestAborted));
    }

    private async Task SignAsync(HttpContext context)
    {
        var body = await context.Request.ReadFromJsonAsync<JsonElement>(context.RequestAborted);
        if (Find(context) is not { } entry)
        {
            await NotFoundAsync(context);
        }
        else if (!entry.MaySign(Now))
        {
            await VaultAnswer.ErrorAsync(context, 403, "Forbidden", "Operation sign is not allowed on a disabled, not yet valid or expired key.", "KeyDisabled");
        }
        else if (entry.Sign(body.GetProperty("alg").GetString()!, Base64Url.DecodeFromChars(body.GetProperty("value").GetString())) is { } signature)
        {
            var answer = new { kid = entry.Kid(VaultAnswer.Base(context)), value = Base64Url.EncodeToString(signature) };
            await context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
        }
        else
        {
            await VaultAnswer.ErrorAsync(context, 400, "BadParameter", "Key and signing algorithm are incompatible.");
        }
    }

    private Task DeletedAsync(HttpContext context) => FindDeleted(VaultAnswer.Name(context)) is { } deleted
        ? context.Response.WriteAsJsonAsync(deleted.Bundle(VaultAnswer.Base(context)), context.RequestAborted)
        : NotFoundAsync(context);

    private Task RecoverAsync(HttpContext context)
    {
        Move(VaultAnswer.Name(context), _deleted, _entries);
        return GetAsync(context);
    }

    private VaultKeyEntry? FindDeleted(string name)
    {
        lock (_gate)
        {
            return _deleted.Find(entry => Is(entry, name));
        }
    }

    private void Move(string name, List<VaultKeyEntry> from, List<VaultKeyEntry> to)
    {
        lock (_gate)
        {
            to.AddRange(from.Where(entry => Is(entry, name)));
            from.RemoveAll(entry => Is(entry, name));
        }
    }

    private VaultKeyEntry? Find(HttpContext context)
    {
        var version = context.Request.RouteValues["version"] as string;
        return Versions(VaultAnswer.Name(context)).FirstOrDefault(entry => version is null || entry.Version == version);
    }

    private static bool Is(VaultKeyEntry entry, string name) => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase);

    private static Task NotFoundAsync(HttpContext context) =>
        VaultAnswer.ErrorAsync(context, 404, "KeyNotFound", "A key with this name or version was not found in this key vault.");
}
