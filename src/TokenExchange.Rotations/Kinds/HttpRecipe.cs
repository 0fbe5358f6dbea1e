namespace TokenExchange.Rotations.Kinds;

/// <summary>How the keys of an API are created, verified and revoked over HTTP, as data. <see cref="HttpRecipeCheck"/> has the rules.</summary>
internal sealed record HttpRecipe
{
    /// <summary>What authorizes the calls that create and revoke.</summary>
    public required RecipeAuthorization Authorization { get; init; }

    /// <summary>Creates a key.</summary>
    public required RecipeCreate Create { get; init; }

    /// <summary>A call that only a valid key allows.</summary>
    public required RecipeVerify Verify { get; init; }

    /// <summary>Ends a key.</summary>
    public required RecipeCall Revoke { get; init; }

    /// <summary>The two names of a pair of keys, of which the one that is not in use is created anew; absent where every key has an id of its own.</summary>
    public IReadOnlyList<string>? Slots { get; init; }
}

/// <summary>The authorization of the calls that create and revoke: a token for a managed identity, or another secret of the vault in a header.</summary>
internal sealed record RecipeAuthorization
{
    /// <summary>The scope of a token of Entra ID, for example <c>https://management.azure.com/.default</c>.</summary>
    public string? Scope { get; init; }

    /// <summary>The vault's name of the secret.</summary>
    public string? SecretName { get; init; }

    /// <summary>The header; default <c>Authorization</c>.</summary>
    public string Header { get; init; } = "Authorization";

    /// <summary>What precedes the secret in the header; default <c>Bearer</c> and a blank for <c>Authorization</c>, otherwise nothing.</summary>
    public string? Prefix { get; init; }
}

/// <summary>A call. <c>{label}</c>, <c>{id}</c> and <c>{slot}</c> in its path, its query and the texts of its body are replaced.</summary>
internal record RecipeCall
{
    public required string Method { get; init; }

    public required string Url { get; init; }

    /// <summary>A JSON object.</summary>
    public System.Text.Json.JsonElement? Body { get; init; }
}

/// <summary>The call that creates a key, and where its answer has the key.</summary>
internal sealed record RecipeCreate : RecipeCall
{
    /// <summary>A JSON pointer (RFC 6901) to the key in the answer; may contain <c>{slot}</c>.</summary>
    public required string Value { get; init; }

    /// <summary>A JSON pointer to the id by which the key is revoked; absent with slots.</summary>
    public string? Id { get; init; }
}

/// <summary>The call that verifies a key: it carries the key in a header and must be answered with one of the statuses.</summary>
internal sealed record RecipeVerify
{
    public required string Method { get; init; }

    public required string Url { get; init; }

    /// <summary>The header that carries the key.</summary>
    public required string Header { get; init; }

    /// <summary>What precedes the key in the header.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The statuses that only a valid key gets. Default: 200 and 204.</summary>
    public IReadOnlyList<int> Statuses { get; init; } = [200, 204];
}
