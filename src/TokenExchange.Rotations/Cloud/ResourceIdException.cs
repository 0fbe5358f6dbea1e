namespace TokenExchange.Rotations.Cloud;

/// <summary>A resource id is not valid: it names another host, which would receive the account's token. The message is safe to show.</summary>
internal sealed class ResourceIdException() : Exception("a resource id in the azd environment is not valid.");
