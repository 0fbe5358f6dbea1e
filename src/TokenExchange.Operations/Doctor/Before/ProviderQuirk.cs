using TokenExchange.Provider;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>A setting that one provider needs and others do not, or that it does not take.</summary>
/// <param name="Page">The provider's page in <c>docs/providers</c>.</param>
/// <param name="Setting">The setting, without <c>Provider:</c>.</param>
/// <param name="Verdict">Failed: no login completes, or users see an error. Warning: something is missing then.</param>
/// <param name="IsWrong">Whether the configuration lacks it.</param>
/// <param name="Found">One sentence: what happens otherwise.</param>
/// <param name="Todo">What to write, without the full stop; the page is added.</param>
internal sealed record ProviderQuirk(string Page, string Setting, Verdict Verdict, Predicate<ProviderOptions> IsWrong, string Found, string Todo)
{
    public Finding Finding()
    {
        var (subject, todo) = ("Provider:" + Setting, $"{Todo}: docs/providers/{Page}.");
        return Verdict == Verdict.Failed ? Checks.ProviderSettings.Failed(Found, todo, subject) : Checks.ProviderSettings.Warning(Found, todo, subject);
    }
}
