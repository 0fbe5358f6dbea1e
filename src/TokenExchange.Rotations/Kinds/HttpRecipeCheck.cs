using System.Text.Json;
using System.Text.RegularExpressions;

namespace TokenExchange.Rotations.Kinds;

/// <summary>The rules of a recipe: a call goes only where the file says, over TLS, and no placeholder can change the host.</summary>
internal static partial class HttpRecipeCheck
{
    private static readonly string[] Reading = ["GET", "HEAD"];
    private static readonly string[] Changing = ["POST", "PUT", "PATCH", "DELETE"];
    private static readonly string[] Placeholders = ["{label}", "{id}", "{slot}"];

    /// <summary>What is wrong, each as a sentence; empty when nothing is.</summary>
    public static IEnumerable<string> Problems(HttpRecipe recipe, bool allowsLoopback) =>
    [
        .. Authorization(recipe.Authorization),
        .. Call("create", recipe.Create, Changing, recipe.Slots is null ? ["{label}"] : ["{label}", "{slot}"], allowsLoopback),
        .. Call("revoke", recipe.Revoke, Changing, recipe.Slots is null ? ["{id}"] : ["{slot}"], allowsLoopback),
        .. Call("verify", new RecipeCall { Method = recipe.Verify.Method, Url = recipe.Verify.Url }, Reading, [], allowsLoopback),
        .. Answers(recipe),
    ];

    private static IEnumerable<string> Authorization(RecipeAuthorization authorization)
    {
        if (authorization.Scope is null == authorization.SecretName is null)
        {
            yield return "authorization: write either scope or secretName.";
        }

        if (authorization.Scope is { } scope && !(Uri.TryCreate(scope, UriKind.Absolute, out var address) && address.Scheme == "https" && scope.EndsWith("/.default", StringComparison.Ordinal)))
        {
            yield return "authorization.scope is not an https address that ends in /.default.";
        }

        if (authorization.SecretName is { } name && !SecretName().IsMatch(name))
        {
            yield return "authorization.secretName is not the name of a secret.";
        }

        if (!HeaderName().IsMatch(authorization.Header))
        {
            yield return "authorization.header is not the name of a header.";
        }
    }

    private static IEnumerable<string> Call(string name, RecipeCall call, string[] methods, string[] allowed, bool allowsLoopback)
    {
        if (!methods.Contains(call.Method))
        {
            yield return $"{name}.method: write one of {string.Join(", ", methods)}.";
        }

        if (!Uri.TryCreate(call.Url, UriKind.Absolute, out var address) || address is not { UserInfo: "", Fragment: "" }
            || !(address.Scheme == "https" || (allowsLoopback && address is { Scheme: "http", IsLoopback: true })))
        {
            yield return $"{name}.url is not an https address.";
        }
        else if (address.GetLeftPart(UriPartial.Authority).AsSpan().IndexOfAny('{', '}') >= 0 || !call.Url.StartsWith(address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal))
        {
            yield return $"{name}.url has a placeholder in its host, or is not written in its normal form.";
        }

        if (call.Body is { ValueKind: not JsonValueKind.Object })
        {
            yield return $"{name}.body is not an object.";
        }

        var text = call.Url + call.Body?.GetRawText();
        foreach (var placeholder in Placeholders.Except(allowed).Where(placeholder => text.Contains(placeholder, StringComparison.Ordinal)))
        {
            yield return $"{name} has no value for {placeholder}.";
        }
    }

    private static IEnumerable<string> Answers(HttpRecipe recipe)
    {
        if (recipe.Slots is null == recipe.Create.Id is null)
        {
            yield return "Write either slots or create.id.";
        }

        if (recipe.Slots is { } slots && (slots.Count != 2 || slots[0] == slots[1] || !slots.All(RotationRecord.IsName)))
        {
            yield return "slots: write two different names of letters, digits and . _ ~ -.";
        }

        foreach (var pointer in new[] { recipe.Create.Value, recipe.Create.Id }.OfType<string>().Where(pointer => pointer is not ['/', ..]))
        {
            yield return "create.value and create.id are JSON pointers and begin with a slash.";
        }

        if (!HeaderName().IsMatch(recipe.Verify.Header))
        {
            yield return "verify.header is not the name of a header.";
        }

        if (recipe.Verify.Statuses.Count == 0 || recipe.Verify.Statuses.Any(status => status is < 200 or > 499 or 401 or 403))
        {
            yield return "verify.statuses: write statuses from 200 to 499 other than 401 and 403.";
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9-]{1,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"^[A-Za-z0-9-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderName();
}
