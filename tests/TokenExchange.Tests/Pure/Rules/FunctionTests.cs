using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TokenExchange.Functions;
using TokenExchange.Gate;

namespace TokenExchange.Tests.Pure;

/// <summary>The functions' attributes against the route table: the host reads nothing else.</summary>
public sealed class FunctionTests
{
    private static readonly List<Function> Functions =
    [
        .. typeof(AuthFunctions).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Select(Read).OfType<Function>(),
    ];

    [Fact]
    public void Their_routes_are_the_route_table_s()
    {
        var constants = typeof(Routes).GetFields().Where(field => field.IsLiteral && field.Name != nameof(Routes.Prefix)).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(constants.Order(StringComparer.Ordinal), Functions.Select(function => function.Route).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_endpoint_of_the_gateway_has_its_function()
    {
        Assert.Equal(
            PaperRoutes.Table.Endpoints.Select(endpoint => endpoint.Address).Append(Routes.Proxy).Append(Routes.Unknown).Order(StringComparer.Ordinal), Functions.Select(function => function.Route).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void All_are_anonymous_but_the_vault_s_events() =>
        Assert.All(Functions, function => Assert.Equal(function.Route == Routes.VaultEvents ? 2 : 0, function.Level));

    [Fact]
    public void None_lists_methods_so_that_the_gateway_answers_405() => Assert.All(Functions, function => Assert.Empty(function.Methods));

    [Fact]
    public void Their_names_are_unique_whatever_the_case() =>
        Assert.Equal(Functions.Count, Functions.Select(function => function.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [Fact]
    public void The_proxy_and_then_the_unknown_addresses_sort_last_because_the_host_matches_by_name()
    {
        foreach (var order in new[] { StringComparer.OrdinalIgnoreCase, StringComparer.Ordinal })
        {
            Assert.Equal([Routes.Proxy, Routes.Unknown], Functions.OrderBy(function => function.Name, order).TakeLast(2).Select(function => function.Route));
        }
    }

    [Fact]
    public void The_prefix_is_the_one_of_host_json()
    {
        using var host = JsonDocument.Parse(Repository.Read("host.json"));

        Assert.Equal(Routes.Prefix, host.RootElement.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString());
    }

    [Fact]
    public async Task A_function_never_throws_even_when_all_behind_it_is_broken()
    {
        var telemetry = new PaperTelemetry(TimeProvider.System);
        var boundary = new ErrorBoundary(new Refusals(telemetry.Audit, telemetry.Logger<Refusals>()), new ErrorDetail(isShown: false));
        var broken = new Gateway(boundary, null!, null!, null!, null!, telemetry.Instruments, TimeProvider.System);
        foreach (var method in Functions.Select(function => function.Method))
        {
            var request = new DefaultHttpContext().Request;

            var result = await (Task<IResult>)method.Invoke(Activator.CreateInstance(method.DeclaringType!, broken), [request])!;

            Assert.Same(Results.Empty, result);
            Assert.Equal(500, request.HttpContext.Response.StatusCode);
        }
    }

    private static Function? Read(MethodInfo method)
    {
        if (method.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.Name == "FunctionAttribute") is not { } named)
        {
            return null;
        }

        var trigger = method.GetParameters().SelectMany(parameter => parameter.CustomAttributes).Single(attribute => attribute.AttributeType.Name == "HttpTriggerAttribute");
        return new Function(
            (string)named.ConstructorArguments[0].Value!,
            (string)trigger.NamedArguments.Single(argument => argument.MemberName == "Route").TypedValue.Value!,
            (int)trigger.ConstructorArguments[0].Value!,
            trigger.ConstructorArguments.Count > 1 ? (IReadOnlyCollection<CustomAttributeTypedArgument>)trigger.ConstructorArguments[1].Value! : [],
            method);
    }

    private sealed record Function(string Name, string Route, int Level, IReadOnlyCollection<CustomAttributeTypedArgument> Methods, MethodInfo Method);
}
