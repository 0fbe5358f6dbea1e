namespace TokenExchange.Operations.Hooks;

/// <summary>A hook cannot continue. The message contains the reason and the remedy, and never a secret.</summary>
internal sealed class HookException(string message) : Exception(message);
