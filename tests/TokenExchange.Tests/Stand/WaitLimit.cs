namespace TokenExchange.Tests.Stand;

/// <summary>
/// The longest that a test waits, in real time, for something that happens elsewhere. No test needs it to pass: it is there so that a broken one fails
/// by its own name instead of hanging. The run's own limit, in eng/test.runsettings, is for what has no limit here.
/// </summary>
internal static class WaitLimit
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
}
