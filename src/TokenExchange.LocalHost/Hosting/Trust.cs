namespace TokenExchange.LocalHost.Hosting;

/// <summary>The commands that make an operating system trust the certificate of <c>--https</c>. Nothing runs them: a trust store belongs to its user.</summary>
internal static class Trust
{
    public static IReadOnlyList<string> Commands(string file) =>
        OperatingSystem.IsWindows() ? [$"certutil -user -addstore Root \"{file}\""]
        : OperatingSystem.IsMacOS() ? [$"security add-trusted-cert -r trustRoot -p ssl -k ~/Library/Keychains/login.keychain-db \"{file}\""]
        :
        [
            $"sudo cp \"{file}\" /usr/local/share/ca-certificates/token-exchange-localhost.crt && sudo update-ca-certificates",
            $"certutil -d sql:$HOME/.pki/nssdb -A -t P,, -n token-exchange-localhost -i \"{file}\"   # Chromium (package libnss3-tools)",
        ];
}
