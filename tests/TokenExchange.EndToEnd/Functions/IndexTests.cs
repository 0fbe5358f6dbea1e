using TokenExchange.EndToEnd.Functions.Host;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Functions;

/// <summary>What the worker tells the host of its functions, against the addresses of the service and what was published.</summary>
[Collection(Published.Functions)]
public sealed class IndexTests(Published published)
{
    private readonly IReadOnlyList<HostedFunction> _functions = published.Deployment?.Host.Functions ?? [];

    [FunctionsFact]
    public Task The_worker_indexes_a_function_for_every_address_and_no_other()
    {
        var addresses = typeof(Routes).GetFields().Where(field => field.Name != nameof(Routes.Prefix)).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(addresses.Order(StringComparer.Ordinal), _functions.Select(function => function.Route).Order(StringComparer.Ordinal));
        return Task.CompletedTask;
    }

    [FunctionsFact]
    public Task All_are_anonymous_and_take_every_method_but_the_vault_s_events_want_a_key()
    {
        Assert.All(_functions, function => Assert.Equal((function.Route == Routes.VaultEvents ? "Function" : "Anonymous", 0), (function.Level, function.Methods.Count)));
        return Task.CompletedTask;
    }

    [FunctionsFact]
    public async Task What_was_published_names_the_same_functions()
    {
        var names = await Publication.Service.FunctionNamesAsync();

        Assert.Equal(names, _functions.Select(function => function.Name));
        Assert.Equal([Routes.Proxy, Routes.Unknown], _functions.TakeLast(2).Select(function => function.Route)); // a catch-all that the host matched earlier would take the others' requests
    }
}
