namespace TokenExchange.Gate;

/// <summary>Requests by a page that cannot add <c>X-CSRF</c>, of which an address accepts some.</summary>
[Flags]
internal enum PageLoads
{
    None = 0,

    /// <summary>Loads whose response becomes neither a document nor code: images, audio, video, fonts, event streams.</summary>
    Media = 1,

    /// <summary>Links whose response the browser saves: as a navigation, or, with the attribute <c>download</c> in Chromium, as a load.</summary>
    Downloads = 2,
}
