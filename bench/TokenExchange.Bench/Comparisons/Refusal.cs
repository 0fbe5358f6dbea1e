using System.Text.RegularExpressions;

namespace TokenExchange.Bench.Comparisons;

/// <summary>A refusal as text, to be compared: everything but the date and the trace id, which no two answers share.</summary>
internal static partial class Refusal
{
    public static async Task<string> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var headers = answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Date")
                .OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}: {string.Join(", ", header.Value)}");
            return $"{answer.StatusCode}\n{string.Join('\n', headers)}\n{TraceId().Replace(await answer.Content.ReadAsStringAsync(), "*")}";
        }
    }

    [GeneratedRegex("[0-9a-f]{32}")]
    private static partial Regex TraceId();
}
