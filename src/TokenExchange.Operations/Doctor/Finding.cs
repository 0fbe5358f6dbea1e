namespace TokenExchange.Operations.Doctor;

/// <summary>How a check came out.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Could not be seen, because something it needs is missing or does not apply.</summary>
    Skipped,

    /// <summary>Works, but somebody should look at it.</summary>
    Warning,

    /// <summary>Users will meet it.</summary>
    Failed,
}

/// <summary>What one check found: never a secret, and nothing from outside that is not first held against a form.</summary>
/// <param name="Check">The check's name, which never changes once released.</param>
/// <param name="Subject">Which of several things was looked at, for example a secret's name.</param>
/// <param name="Verdict">How it came out.</param>
/// <param name="Found">One sentence: what was found.</param>
/// <param name="Todo">One sentence: what to do.</param>
internal sealed record Finding(string Check, string? Subject, Verdict Verdict, string Found, string Todo);
