namespace TokenExchange.Operations.Doctor;

/// <summary>Writes the findings, as text or as one JSON document, and returns the exit code.</summary>
internal static class Report
{
    /// <summary>The doctor could not run: wrong arguments, or an unreadable file.</summary>
    public const int CouldNotRun = 2;

    public static async Task<int> WriteAsync(IReadOnlyList<Finding> findings, bool isJson, TextWriter output)
    {
        var worst = findings.Max(finding => finding.Verdict);
        var verdict = worst is Verdict.Skipped ? Verdict.Ok : worst;
        await (isJson ? WriteJsonAsync(Word(verdict), findings, null, output) : WriteTextAsync(findings, output));
        return verdict == Verdict.Failed ? 1 : 0;
    }

    /// <summary>Reports why nothing was examined.</summary>
    public static async Task<int> RefuseAsync(string problem, bool isJson, TextWriter output, TextWriter errors)
    {
        await (isJson ? WriteJsonAsync("could-not-run", [], problem, output) : errors.WriteLineAsync(problem));
        return CouldNotRun;
    }

    private static Task WriteJsonAsync(string verdict, IReadOnlyList<Finding> findings, string? problem, TextWriter output)
    {
        var rows = findings.Select(finding => new { finding.Check, finding.Subject, Verdict = Word(finding.Verdict), finding.Found, finding.Todo });
        return JsonOutput.WriteAsync(output, new { verdict, problem, findings = rows });
    }

    private static async Task WriteTextAsync(IReadOnlyList<Finding> findings, TextWriter output)
    {
        foreach (var finding in findings)
        {
            var name = finding.Subject is null ? finding.Check : $"{finding.Check} ({finding.Subject})";
            await output.WriteLineAsync($"{Word(finding.Verdict),-8} {name}: {finding.Found}");
            if (finding.Verdict is Verdict.Warning or Verdict.Failed)
            {
                await output.WriteLineAsync($"{"",-8} -> {finding.Todo}");
            }
        }

        var counts = Enum.GetValues<Verdict>().Select(verdict => $"{findings.Count(finding => finding.Verdict == verdict)} {Word(verdict)}");
        await output.WriteLineAsync($"{findings.Count} findings: {string.Join(", ", counts)}. Each is explained in docs/operations/doctor.md.");
    }

    private static string Word(Verdict verdict) => verdict.ToString().ToLowerInvariant();
}
