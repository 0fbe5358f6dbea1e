using System.Text.Json;
using TokenExchange.Provider;

namespace TokenExchange.Login;

/// <summary>
/// The <c>user</c> that Apple posts beside the code: the name, which its ID token never contains, and only at a user's first login. It comes with the browser
/// and nobody has signed it: the user can write what he likes, so that it is a name to show and proves nothing. The e-mail address in it is not used.
/// </summary>
internal static class PostedUser
{
    private const int MaxLength = 100;

    /// <summary>The claim <c>name</c>; nothing where the provider is not Apple, or the text is not what Apple posts.</summary>
    public static UserInfo Read(ProviderOptions provider, string? text)
    {
        if (text is null || !AppleClientSecret.IsUsedBy(provider)
            || !StrictJson.TryParse(text, out var user) || !user.Value.TryGetProperty("name", out var parts) || parts.ValueKind != JsonValueKind.Object)
        {
            return UserInfo.None;
        }

        var name = string.Join(' ', new[] { Part(parts, "firstName"), Part(parts, "lastName") }.OfType<string>());
        return name.Length == 0
            ? UserInfo.None
            : new UserInfo(JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["name"] = name }, LoginJson.Default.DictionaryStringString));
    }

    private static string? Part(JsonElement parts, string name) =>
        StrictJson.Text(parts, name)?.Trim() is { Length: > 0 and <= MaxLength } part && !part.Any(char.IsControl) ? part : null;
}
