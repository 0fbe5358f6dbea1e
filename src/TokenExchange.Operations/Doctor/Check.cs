namespace TokenExchange.Operations.Doctor;

/// <summary>One check with its stable name; creates its findings.</summary>
internal sealed record Check(string Name)
{
    private const string Nothing = "Nothing to do.";

    public Finding Ok(string found, string? subject = null) => new(Name, subject, Verdict.Ok, found, Nothing);

    public Finding Warning(string found, string todo, string? subject = null) => new(Name, subject, Verdict.Warning, found, todo);

    public Finding Failed(string found, string todo, string? subject = null) => new(Name, subject, Verdict.Failed, found, todo);

    public Finding Skipped(string found, string todo = Nothing, string? subject = null) => new(Name, subject, Verdict.Skipped, found, todo);
}
