using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Local;

/// <summary>Hosts of tests and emulators watch no configuration files: Linux usually gives a user 128 watchers, for all processes together.</summary>
public sealed class WatcherTests : IAsyncLifetime
{
    private readonly LocalStand _local = new();
    private readonly TestStand _stand = new();
    private readonly WireStand _wire = new();

    public async ValueTask InitializeAsync()
    {
        await _local.InitializeAsync();
        await _stand.InitializeAsync();
        await _wire.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _wire.DisposeAsync();
        await _stand.DisposeAsync();
        await _local.DisposeAsync();
    }

    [Fact]
    public async Task No_host_of_this_process_holds_a_watcher()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lists the watchers of a process.");
        await _local.AddGatewayAsync();

        Assert.DoesNotContain("anon_inode:inotify", Directory.GetFiles("/proc/self/fd").Select(Target));
    }

    private static string? Target(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false) is { } target ? Path.GetFileName(target.FullName) : null;
        }
        catch (IOException)
        {
            return null; // closed meanwhile
        }
    }
}
