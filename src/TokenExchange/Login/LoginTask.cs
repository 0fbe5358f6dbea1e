using TokenExchange.SharedState;

namespace TokenExchange.Login;

/// <summary>The one use of a transaction, run once on all instances: a code that is submitted twice makes one token call.</summary>
/// <param name="transaction">The transaction.</param>
/// <param name="code">The authorization code; null when the provider's answer is an error.</param>
/// <param name="seal">Seals the result.</param>
/// <param name="work">What is done with the transaction.</param>
internal sealed class LoginTask(Transaction transaction, string? code, LoginResultSeal seal, Func<Task<LoginResult>> work) : ISharedTask<LoginResult>
{
    /// <summary>How long a second submission of the same code is given the session: a double effect, a reload, the back button.</summary>
    private static readonly TimeSpan ReplayWindow = TimeSpan.FromSeconds(60);

    public string Key { get; } = seal.NameOf(transaction.State);

    /// <summary>After it the transaction has expired.</summary>
    public TimeSpan TimeToLive => Transactions.Lifetime;

    /// <summary>A code can be used once.</summary>
    public bool RunsAgain => false;

    public Task<LoginResult> RunAsync() => work();

    public byte[]? Seal(LoginResult result) => result is LoginResult.Unavailable ? null : seal.Close(transaction, code, result);

    public LoginResult? Open(ReadOnlyMemory<byte> value) => seal.Open(transaction, code, value.Span);

    public Task<bool> MayReplayAsync(LoginResult result, TimeSpan age) => Task.FromResult(age < ReplayWindow);

    public Task OnStoredAsync(LoginResult result) => Task.CompletedTask;
}
