namespace TokenExchange.Rotations.Cloud;

/// <summary>Where the resource manager and Microsoft Graph of a cloud are.</summary>
internal sealed record AzureCloud(Uri ResourceManager, Uri Graph)
{
    private static readonly AzureCloud Public = new(new("https://management.azure.com"), new("https://graph.microsoft.com"));
    private static readonly AzureCloud Government = new(new("https://management.usgovcloudapi.net"), new("https://graph.microsoft.us"));
    private static readonly AzureCloud China = new(new("https://management.chinacloudapi.cn"), new("https://microsoftgraph.chinacloudapi.cn"));

    /// <summary>The cloud whose directory issues the tokens, by the issuer that the template wrote.</summary>
    public static AzureCloud Of(string issuer) => Uri.TryCreate(issuer, UriKind.Absolute, out var address) ? address.Host switch
    {
        "login.microsoftonline.us" => Government,
        "login.chinacloudapi.cn" or "login.partner.microsoftonline.cn" => China,
        _ => Public,
    } : Public;
}
