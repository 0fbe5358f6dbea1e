using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>A folder of pages, served as its staticwebapp.config.json asks Azure Static Web Apps to: headers of all answers, routes with a status, the fallback of navigations.</summary>
internal sealed class StaticPages
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    private readonly PhysicalFileProvider _files;
    private readonly IReadOnlyDictionary<string, string> _headers;
    private readonly IReadOnlyList<(Regex Route, int Status)> _routes;
    private readonly IReadOnlyList<Regex> _withoutFallback;
    private readonly string _fallback;

    private StaticPages(string folder, JsonElement configuration)
    {
        var fallback = configuration.GetProperty("navigationFallback");
        _files = new PhysicalFileProvider(folder);
        _headers = configuration.GetProperty("globalHeaders").EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!);
        _routes = [.. configuration.GetProperty("routes").EnumerateArray().Select(rule => (Pattern(rule.GetProperty("route").GetString()!), rule.GetProperty("statusCode").GetInt32()))];
        _withoutFallback = [.. fallback.GetProperty("exclude").EnumerateArray().Select(pattern => Pattern(pattern.GetString()!))];
        _fallback = fallback.GetProperty("rewrite").GetString()!;
    }

    public static async Task<StaticPages> ReadAsync(string folder)
    {
        using var configuration = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "staticwebapp.config.json")));
        return new StaticPages(folder, configuration.RootElement);
    }

    public async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        foreach (var (name, value) in _headers)
        {
            context.Response.Headers[name] = value;
        }

        if (_routes.Where(rule => rule.Route.IsMatch(path)).Select(rule => rule.Status).FirstOrDefault() is var status and not 0)
        {
            context.Response.StatusCode = status;
            return;
        }

        var file = _files.GetFileInfo(path == "/" ? "/index.html" : path);
        if (!file.Exists && !_withoutFallback.Any(pattern => pattern.IsMatch(path)))
        {
            file = _files.GetFileInfo(_fallback);
        }

        await SendAsync(context, file);
    }

    /// <summary>The file with its media type, or 404.</summary>
    public static Task SendAsync(HttpContext context, IFileInfo file)
    {
        if (!file.Exists)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = Types.TryGetContentType(file.Name, out var type) ? type : "application/octet-stream";
        return context.Response.SendFileAsync(file, context.RequestAborted);
    }

    /// <summary>Stars, and one list of endings in braces.</summary>
    private static Regex Pattern(string text) =>
        new("^" + Regex.Replace(Regex.Escape(text).Replace("\\*", ".*", StringComparison.Ordinal), @"\\\{(.*)}", match => $"({match.Groups[1].Value.Replace(',', '|')})") + "$");
}
