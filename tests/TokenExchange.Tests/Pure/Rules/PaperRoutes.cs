using System.Runtime.CompilerServices;

namespace TokenExchange.Tests.Pure;

/// <summary>The route table with endpoints that cannot be called: for tests that compare its addresses with something.</summary>
internal static class PaperRoutes
{
    public static RouteTable Table { get; } = Make();

    /// <summary>"GET /api/auth/session" and so on, without the proxy.</summary>
    public static IEnumerable<string> Calls => Table.Endpoints.SelectMany(endpoint => endpoint.Methods.Keys.Select(method => $"{method} {PathOf(endpoint)}"));

    public static string PathOf(Endpoint endpoint) => $"/{Routes.Prefix}/{endpoint.Address}";

    private static RouteTable Make()
    {
        var constructor = typeof(RouteTable).GetConstructors().Single();
        return (RouteTable)constructor.Invoke([.. constructor.GetParameters().Select(parameter => RuntimeHelpers.GetUninitializedObject(parameter.ParameterType))]);
    }
}
