using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>
/// What an answer says of an error besides its title: in Development what was found, what was expected and the settings that decide; otherwise nothing,
/// because it would tell an attacker how the service is configured. The log has the same text in every environment.
/// </summary>
internal sealed class ErrorDetail(bool isShown)
{
    public string? Of(Failure failure) => isShown ? failure.Detail : null;

    public string? Of(Failure failure, Exception error) => isShown && error is OutageException ? $"{failure.Detail} Cause: {Cause.Of(error)}." : Of(failure);
}
