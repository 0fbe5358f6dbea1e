using TokenExchange.Rotator;

namespace TokenExchange.Tests.Rotations;

/// <summary>
/// Two instances of the rotator at the same time, of which one runs while the other is within a call: nothing is locked, and the value in use is valid at
/// every moment. A call is one that changes something or verifies.
/// </summary>
public sealed class RotatorInstancesTests
{
    private const int Runs = 12;

    public static TheoryData<string, Arrival> Cases { get; } =
        [.. RotationCase.All.Keys.SelectMany(kind => Enum.GetValues<Arrival>()
            .Where(arrival => arrival != Arrival.Command || kind is not ("session key" or "pair of keys")) // LeakedSessionKeyTests, PairOfKeysTests
            .Select(arrival => (kind, arrival)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_rotation_is_complete_and_nothing_is_left_wherever_the_second_one_came(string kind, Arrival arrival)
    {
        var calls = await RotateAsync(kind, arrival, at: 0); // so that no call is left out, whatever a rotation calls

        Assert.True(calls >= 5, "A rotation begins, is stored, is used, ends a version and is complete.");
        for (var call = 1; call <= calls; call++)
        {
            await RotateAsync(kind, arrival, call);
        }
    }

    /// <summary>A rotation by the first instance, of whose calls one is the moment of the second instance; gives the number of calls.</summary>
    private static async Task<int> RotateAsync(string kind, Arrival arrival, int at)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"{kind}: the second instance comes {arrival} call {at}");
        var rotation = RotationCase.All[kind];
        await using var stand = await rotation.StartAsync();
        var before = rotation.InUse(stand);
        var instances = new TwoInstances(stand, rotation, arrival, at);
        for (var run = 0; run < Runs; run++)
        {
            await instances.RunFirstAsync();
            await rotation.AssertValidAsync(stand);
            instances.IsTogether = false;
            stand.Clock.Advance(rotation.Pause);
        }

        Assert.True(at == 0 || instances.HasOverlapped, "The second instance did not come.");
        Assert.DoesNotContain(stand.Failures, line => !line.Text.Contains("took longer than 2 minutes", StringComparison.Ordinal)); // of a second one that stood still
        var current = Assert.Single(rotation.Versions(stand), version => version.IsEnabled);
        Assert.NotEqual(before.Id, current.Id);
        Assert.Equal(("complete", current), (current.Tags["rotation-step"], rotation.InUse(stand)));
        await rotation.AssertCleanAsync(stand);
        return instances.Calls;
    }

    /// <summary>When the second instance runs.</summary>
    public enum Arrival
    {
        /// <summary>Completely, before the call of the first one is carried out.</summary>
        Before,

        /// <summary>Completely, after the call and before the first one knows its answer.</summary>
        After,

        /// <summary>It has read the vault and decided before the first one began, and continues before this call.</summary>
        Decided,

        /// <summary>It is the command <c>rotate --leaked</c>, which a person runs before the call.</summary>
        Command,
    }

    /// <summary>Two instances; their calls are told apart by the asynchronous context that they run in.</summary>
    private sealed class TwoInstances
    {
        private static readonly AsyncLocal<string?> Runs = new();

        private readonly RotatorStand _stand;
        private readonly RotationCase _rotation;
        private readonly RotationFunctions _first;
        private readonly RotationFunctions _second;
        private readonly Arrival _arrival;
        private readonly int _at;
        private readonly TaskCompletionSource _hasDecided = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _mayContinue = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Task? _started;

        public TwoInstances(RotatorStand stand, RotationCase rotation, Arrival arrival, int at)
        {
            (_stand, _rotation, _arrival, _at) = (stand, rotation, arrival, at);
            (_first, _second) = (stand.NewInstance(rotation.Plan), stand.NewInstance(rotation.Plan));
            foreach (var way in new[] { stand.VaultWay, stand.ProviderWay, stand.ApiWay })
            {
                way.Before = request => ReachAsync(request, isAfter: false);
                way.After = request => ReachAsync(request, isAfter: true);
            }
        }

        public int Calls { get; private set; }

        public bool HasOverlapped { get; private set; }

        /// <summary>Whether both have acted in this run of the first one: then the value in use has to be valid after each of its calls.</summary>
        public bool IsTogether { get; set; }

        public async Task RunFirstAsync()
        {
            if (_arrival == Arrival.Decided && _at > 0 && _started is null)
            {
                _started = RunAsync("second", _second);
                await Task.WhenAny(_hasDecided.Task, _started);
            }

            await RunAsync("first", _first);
        }

        private async Task CommandAsync()
        {
            Runs.Value = "second";
            Assert.True(await _stand.RotateAsync(_rotation.Secret, "--leaked") == 0, _stand.Errors.ToString());
        }

        private static async Task RunAsync(string name, RotationFunctions instance)
        {
            Runs.Value = name;
            await RotatorStand.TimerAsync(instance);
        }

        private async Task ReachAsync(HttpRequestMessage request, bool isAfter)
        {
            if (request.Method == HttpMethod.Get || Runs.Value is null)
            {
                return;
            }

            if (Runs.Value == "second")
            {
                _hasDecided.TrySetResult();
                await (_arrival == Arrival.Decided ? _mayContinue.Task : Task.CompletedTask);
                return;
            }

            Calls += isAfter ? 0 : 1;
            if (Calls == _at && isAfter == (_arrival == Arrival.After))
            {
                HasOverlapped = IsTogether = true;
                _mayContinue.TrySetResult();
                await (_started ?? (_arrival == Arrival.Command ? CommandAsync() : RunAsync("second", _second)));
            }

            if (IsTogether && isAfter)
            {
                await _rotation.AssertValidAsync(_stand);
            }
        }
    }
}
