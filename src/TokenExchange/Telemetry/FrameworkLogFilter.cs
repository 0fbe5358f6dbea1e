using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TokenExchange.Telemetry;

/// <summary>
/// Keeps the framework's records of requests and calls out of every log, whatever the configuration says: below Warning they contain addresses, queries and
/// headers, and for the callback the authorization code and <c>state</c>. One more filter rule is not enough, because a rule with a longer
/// category or for one provider (<c>Logging:Console:LogLevel:…</c>) takes precedence. Therefore every rule gets the condition.
/// </summary>
internal sealed class FrameworkLogFilter : IPostConfigureOptions<LoggerFilterOptions>
{
    /// <summary>The categories that log requests, calls or tokens.</summary>
    private static readonly string[] Families = ["Microsoft.AspNetCore", "Microsoft.Extensions.Http", "Microsoft.IdentityModel", "System.Net", "Azure"];

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        for (var i = 0; i < options.Rules.Count; i++)
        {
            var rule = options.Rules[i];
            options.Rules[i] = new LoggerFilterRule(
                rule.ProviderName, rule.CategoryName, rule.LogLevel, (provider, category, level) => MayWrite(category, level) && rule.Filter?.Invoke(provider, category, level) != false);
        }

        // The least specific rule, for categories that no other rule matches.
        options.Rules.Insert(0, new LoggerFilterRule(null, null, options.MinLevel, (_, category, level) => MayWrite(category, level)));
    }

    private static bool MayWrite(string? category, LogLevel level) => level >= LogLevel.Warning || category is null || !Families.Any(family => IsOf(category, family));

    private static bool IsOf(string category, string family) =>
        category.StartsWith(family, StringComparison.Ordinal) && (category.Length == family.Length || category[family.Length] == '.');
}
