namespace TokenExchange.Caching;

/// <summary>A value that was kept outside of this process, and its age.</summary>
internal sealed record Kept<T>(T Value, TimeSpan Age);
