namespace TokenExchange.Caching;

/// <summary>The result of a renewal.</summary>
/// <param name="Value">The newest known value.</param>
/// <param name="Wait">The time until the budget allows a fetch; null if a fetch was allowed.</param>
internal readonly record struct Renewed<T>(T Value, TimeSpan? Wait);
