using TokenExchange.EndToEnd.Functions.Host;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Functions;

/// <summary>One deployment for all tests that leave it as it was: a start takes seconds.</summary>
public sealed class Published : IAsyncLifetime
{
    /// <summary>Name of the collection whose tests share it.</summary>
    public const string Functions = "published functions";

    internal Deployment Deployment { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Requirements.FunctionsMissing is null) // where it is not, all its tests are skipped
        {
            await Publication.Service.MadeAsync(); // takes longer than a test may
            Deployment = await Deployment.StartAsync();
        }
    }

    public ValueTask DisposeAsync() => Deployment?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>The tests that share one deployment.</summary>
[CollectionDefinition(Published.Functions)]
public sealed class PublishedFunctions : ICollectionFixture<Published>;

/// <summary>The files of the rotator's app.</summary>
public sealed class PublishedRotator : IAsyncLifetime
{
    internal Task<RotatorHost> StartAsync(IReadOnlyDictionary<string, string> settings) => RotatorHost.StartAsync(settings);

    public ValueTask InitializeAsync() => Requirements.FunctionsMissing is null ? new(Publication.Rotator.MadeAsync()) : ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
