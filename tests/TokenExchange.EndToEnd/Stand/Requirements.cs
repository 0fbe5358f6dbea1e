using System.Runtime.InteropServices;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>What a test needs of the machine, where it is, and the one command that installs it.</summary>
internal static class Requirements
{
    private static readonly string[] UsualPlaces = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>Milliseconds after which a test has failed, whatever it waits for.</summary>
    public const int LongestTest = 120_000;

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder that a project of this repository was built into, debug or release as these tests.</summary>
    public static string Output(string project) => Path.Combine(
        Root, "artifacts", "bin", project, Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)));

    public static string ProviderFolder { get; } = Path.Combine(Root, "tests", "TokenExchange.EndToEnd", "oidc-provider");

    public static string AzuriteFolder { get; } = Path.Combine(Root, "tests", "TokenExchange.EndToEnd", "azurite");

    public static string? Chromium { get; } = FindChromium();

    public static string? Firefox { get; } = FindOnPath("firefox-esr") ?? FindOnPath("firefox");

    public static string? WebKitDriver { get; } = FindOnPath("WebKitWebDriver");

    /// <summary>Where WebKit draws: it has no way of its own to run without a screen.</summary>
    public static string? VirtualScreen { get; } = FindOnPath("Xvfb");

    public static string? Node { get; } = FindOnPath("node");

    public static string? Npm { get; } = FindOnPath("npm");

    public static string? Python { get; } = FindOnPath("python3");

    /// <summary>Why tests in a browser cannot run here; null when they can.</summary>
    public static string? BrowserMissing => Chromium is null
        ? "Chromium is missing. Install it: apt-get install --yes chromium (or say in CHROMIUM_PATH where it is)"
        : null;

    /// <summary>Why tests in Firefox cannot run here; null when they can.</summary>
    public static string? FirefoxMissing => Firefox is null ? "Firefox is missing. Install it: apt-get install --yes firefox-esr" : null;

    /// <summary>Why tests in WebKit cannot run here; null when they can.</summary>
    public static string? WebKitMissing => WebKitDriver is null || VirtualScreen is null
        ? "WebKit or its screen is missing. Install them: apt-get install --yes webkit2gtk-driver xvfb"
        : null;

    /// <summary>Why tests with what npm brings cannot run here; null when they can.</summary>
    public static string? PackagesMissing => Directory.Exists(Path.Combine(ProviderFolder, "node_modules", "oidc-provider"))
        ? null
        : "oidc-provider is missing. Install it: npm ci --prefix tests/TokenExchange.EndToEnd/oidc-provider";

    /// <summary>Why what Node.js builds or runs cannot be tested here; null when it can.</summary>
    public static string? NodeMissing => Node is null || Npm is null
        ? "Node.js is missing. Install it, version 20 or later: apt-get install --yes nodejs npm"
        : null;

    /// <summary>Why a server of static files cannot be started here; null when one can.</summary>
    public static string? PythonMissing => Python is null ? "Python is missing. Install it: apt-get install --yes python3" : null;

    /// <summary>The packages that the tests of the clients install.</summary>
    public static string ClientPackages { get; } = Path.Combine(Root, "clients", "node_modules");

    /// <summary>Vite, which they bring along.</summary>
    public static string Vite { get; } = Path.Combine(ClientPackages, "vite", "bin", "vite.js");

    /// <summary>What an application of the Angular CLI is built with.</summary>
    public static string AngularPackages { get; } = Path.Combine(Root, "tests", "TokenExchange.EndToEnd", "angular", "node_modules");

    /// <summary>The folder of what else docs/front-end.md and docs/testing-your-app.md name: webpack, Next.js, Playwright.</summary>
    public static string RecipesFolder { get; } = Path.Combine(Root, "tests", "TokenExchange.EndToEnd", "recipes");

    /// <summary>Their packages.</summary>
    public static string RecipePackages { get; } = Path.Combine(RecipesFolder, "node_modules");

    /// <summary>Why the recipes cannot be run here; null when they can.</summary>
    public static string? RecipesMissing => ApplicationsMissing ?? (Directory.Exists(Path.Combine(RecipePackages, "next"))
        ? null
        : "webpack, Next.js or Playwright is missing. Install them: npm ci --prefix tests/TokenExchange.EndToEnd/recipes --ignore-scripts");

    /// <summary>Why the applications of docs/front-end.md cannot be built here; null when they can.</summary>
    public static string? ApplicationsMissing => ViteMissing
        ?? (!File.Exists(Path.Combine(Root, "clients", "angular", "dist", "index.js")) ? "The clients are not built. Build them: npm run build --prefix clients"
        : !Directory.Exists(AngularPackages) ? "Angular is missing. Install it: npm ci --prefix tests/TokenExchange.EndToEnd/angular --ignore-scripts"
        : null);

    /// <summary>Why tests with Vite's dev server cannot run here; null when they can.</summary>
    public static string? ViteMissing => NodeMissing ?? (File.Exists(Vite) ? null : "Vite is missing. Install it: npm ci --prefix clients");

    /// <summary>Why tests against oidc-provider cannot run here; null when they can.</summary>
    public static string? ProviderMissing => NodeMissing ?? PackagesMissing;

    /// <summary>Why tests on Azurite cannot run here; null when they can.</summary>
    public static string? AzuriteMissing => NodeMissing ?? (Directory.Exists(Path.Combine(AzuriteFolder, "node_modules", "azurite"))
        ? null
        : "Azurite is missing. Install it: npm ci --prefix tests/TokenExchange.EndToEnd/azurite");

    /// <summary>Why no process here can be made to trust a certificate of the test's own; null when one can.</summary>
    public static string? TrustMissing => OperatingSystem.IsLinux() ? null : "Trusting a certificate in one process alone (SSL_CERT_FILE) needs Linux";

    /// <summary>Why there are no published functions to start here; null when there are.</summary>
    public static string? FunctionsMissing => TrustMissing;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TokenExchange.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("No folder above the tests holds TokenExchange.sln.");
    }

    private static string? FindChromium() => Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } named
        ? (File.Exists(named) ? named : null)
        : UsualPlaces.FirstOrDefault(File.Exists);

    private static string? FindOnPath(string program)
    {
        var file = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? program + ".exe" : program;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
    }
}
