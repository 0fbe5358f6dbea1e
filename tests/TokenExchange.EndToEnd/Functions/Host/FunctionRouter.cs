using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Template;

namespace TokenExchange.EndToEnd.Functions.Host;

/// <summary>Which function answers: the first by name whose route and method fit, however well another one would. There is no 405.</summary>
internal sealed class FunctionRouter(IEnumerable<HostedFunction> byName)
{
    private const string Prefix = "api/";

    private readonly List<(HostedFunction Function, TemplateMatcher Route)> _functions =
        [.. byName.Select(function => (function, new TemplateMatcher(TemplateParser.Parse(Prefix + function.Route), [])))];

    public HostedFunction? Find(HttpRequest request) => _functions
        .Where(candidate => candidate.Route.TryMatch(request.Path, []) && Takes(candidate.Function, request.Method))
        .Select(candidate => candidate.Function).FirstOrDefault();

    private static bool Takes(HostedFunction function, string method) =>
        function.Methods.Count == 0 || function.Methods.Contains(method, StringComparer.OrdinalIgnoreCase);
}
