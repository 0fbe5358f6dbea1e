namespace TokenExchange.Operations.Doctor;

/// <summary>The result of a check.</summary>
internal enum Verdict
{
    /// <summary>Passed.</summary>
    Ok,

    /// <summary>Not checked, because something it needs is missing or it does not apply.</summary>
    Skipped,

    /// <summary>Works, but needs attention.</summary>
    Warning,

    /// <summary>Users are affected.</summary>
    Failed,
}

/// <summary>The finding of one check: never a secret, and external text only in a validated format.</summary>
/// <param name="Check">The name of the check, which never changes once released.</param>
/// <param name="Subject">Which of several things was checked, for example the name of a secret.</param>
/// <param name="Verdict">The result.</param>
/// <param name="Found">One sentence: what was found.</param>
/// <param name="Todo">One sentence: what to do.</param>
internal sealed record Finding(string Check, string? Subject, Verdict Verdict, string Found, string Todo);
