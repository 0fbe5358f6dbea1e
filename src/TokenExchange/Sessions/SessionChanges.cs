namespace TokenExchange.Sessions;

/// <summary>Whether what a request has decided about the session cookies still applies, or the browser has been told something newer meanwhile.</summary>
internal sealed class SessionChanges(SessionEndings endings, RefreshHistory history)
{
    /// <summary>As far as this instance knows: the cookies of an ended session are refused wherever they come back.</summary>
    public bool IsOutdated(SessionChange change) => change switch
    {
        SessionChange.Given { Grant: { } grant } when history.IsReplaced(grant) => true,
        SessionChange.Touched touched when history.HasNewerTokens(touched.Session, touched.At) => true,
        SessionChange.Given or SessionChange.Touched => endings.HasEnded(change.Session),
        SessionChange.Ended => endings.IsReplacedLately(change.Session),
        _ => endings.IsEndedLately(change.Session),
    };
}
