using System.Text.RegularExpressions;

namespace TokenExchange.Operations.Doctor.After;

/// <summary>Compares the cookies of a started login, as the front forwarded them, with the contract.</summary>
internal sealed partial class CookieJudgement(IReadOnlyList<CookieLine> lines, string prefix, int expected, string sameSite, bool isModeKnown)
{
    private const int LeastSize = 2800;
    private const string LetPass = "Let the front forward Set-Cookie unchanged, as separate lines.";

    private readonly List<CookieLine> _ours = [.. lines.Where(line => PrefixOf(line.Name) == prefix)];

    /// <summary>The name of a transaction cookie without its last eight digits; null when it is no such name.</summary>
    public static string? PrefixOf(string name) => OurName().Match(name) is { Success: true } match ? match.Groups[1].Value : null;

    public Finding Count() => lines.Count >= expected
        ? Checks.CookieCount.Ok($"{lines.Count} cookies arrive as {lines.Count} lines.")
        : Checks.CookieCount.Failed($"{expected} cookies were set, but {lines.Count} lines arrive: they were merged or dropped.", LetPass);

    public Finding Names()
    {
        if (_ours.Count < Math.Min(lines.Count, expected) || !_ours.Any(line => line.Value.Length > 0))
        {
            return Checks.CookieNames.Failed("Cookies arrive under other names than the service set.", LetPass);
        }

        return _ours.Count < lines.Count
            ? Checks.CookieNames.Warning("The front sets cookies of its own.", "Disable them: session affinity is not needed.")
            : Checks.CookieNames.Ok("The names arrive unchanged.");
    }

    public Finding Flags() => lines.All(line => line.IsHostBound)
        ? Checks.CookieFlags.Ok("Every cookie has Secure, HttpOnly and Path=/, and no Domain.")
        : Checks.CookieFlags.Failed("A cookie has no Secure, no HttpOnly or no Path=/, or has a Domain: browsers reject it.", LetPass);

    public Finding SameSite()
    {
        // With a pushed request the response mode is not visible, so both values may be right.
        string[] right = isModeKnown ? [sameSite] : ["Lax", "None"];
        return _ours.All(line => right.Contains(line.Attributes.GetValueOrDefault("SameSite")))
            ? Checks.CookieSameSite.Ok($"SameSite is {string.Join(" or ", right)}, as set.")
            : Checks.CookieSameSite.Failed($"SameSite is missing or not {string.Join(" or ", right)}: logins will not complete.", LetPass);
    }

    /// <summary>The long return path of the login alone needs more than this.</summary>
    public Finding Size() => lines.Any(line => line.Value.Length >= LeastSize)
        ? Checks.CookieSize.Ok("A cookie of 3 KB arrives.")
        : Checks.CookieSize.Failed(
            "A cookie of 3 KB is truncated or dropped by the front.",
            "Raise the front's limit for response headers to 32 KB, or choose another front.");

    [GeneratedRegex(@"^(__Host-[0-9A-Za-z-]{1,32}-tx-)[0-9a-f]{8}\z", RegexOptions.CultureInvariant)]
    private static partial Regex OurName();
}
