namespace TokenExchange.Operations.Hooks;

/// <summary>A hook cannot go on. The message says why and what to do, and never repeats a secret.</summary>
internal sealed class HookException(string message) : Exception(message);
