namespace TokenExchange.Caching;

/// <summary>What asking again gave.</summary>
/// <param name="Value">The newest value that is known.</param>
/// <param name="Wait">When the budget did not allow to ask: how long until it does.</param>
internal readonly record struct Renewed<T>(T Value, TimeSpan? Wait);
