namespace TokenExchange.Rotations;

/// <summary>A rotation cannot continue. The message contains the reason and the remedy, and never a secret or a value that somebody else wrote.</summary>
internal sealed class RotationException(string message) : Exception(message);
