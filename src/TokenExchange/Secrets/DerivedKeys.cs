using System.Runtime.CompilerServices;
using TokenExchange.Failures;

namespace TokenExchange.Secrets;

/// <summary>Keys derived from the values of a secret, once for each value and not for each use: deriving and importing keys is expensive.</summary>
/// <param name="derive">Derives the key of a value, or returns the reason why it cannot.</param>
internal sealed class DerivedKeys<T>(Func<SecretValue, Outcome<T>> derive)
    where T : class
{
    private readonly ConditionalWeakTable<SecretValue, Derived> _keys = [];

    /// <summary>The key of a value; null when there is none.</summary>
    public T? Of(SecretValue value) => Derive(value).Value;

    /// <summary>Why a value gives no key, for a <see cref="SecretUse"/>.</summary>
    public string? Fault(SecretValue value) => Derive(value).Failure?.Reason;

    private Outcome<T> Derive(SecretValue value) => _keys.GetValue(value, text => new Derived(derive(text))).Outcome;

    private sealed record Derived(Outcome<T> Outcome);
}
