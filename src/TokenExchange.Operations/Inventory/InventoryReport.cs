using System.Globalization;
using TokenExchange.Operations.Doctor;
using TokenExchange.Rotations.Inventory;

namespace TokenExchange.Operations.Inventory;

/// <summary>Writes the inventory, as a table or as one JSON document, and returns the exit code.</summary>
internal sealed class InventoryReport(bool isJson, TextWriter output, TextWriter errors)
{
    private static readonly string[] Headings = ["SECRET", "OWNER", "CLASS", "VERSION", "AGE", "ROTATE AFTER", "EXPIRES IN", "LAST ROTATION", "CAUSE", "USED FOR"];

    public async Task<int> WriteAsync(IReadOnlyList<SecretRow> rows)
    {
        var isBroken = rows.Any(row => row.Breaches.Count > 0);
        await (isJson ? WriteJsonAsync(isBroken ? "failed" : "ok", null, rows) : WriteTableAsync(rows));
        return isBroken ? 1 : 0;
    }

    /// <summary>Reports why there is no inventory.</summary>
    public async Task<int> RefuseAsync(string problem)
    {
        await (isJson ? WriteJsonAsync("could-not-run", problem, []) : errors.WriteLineAsync(problem));
        return Report.CouldNotRun;
    }

    private Task WriteJsonAsync(string verdict, string? problem, IReadOnlyList<SecretRow> rows)
    {
        var secrets = rows.Select(row => new
        {
            row.Secret.Name,
            row.Secret.Settings,
            row.Policy.Owner,
            row.Policy.Class,
            row.InUse?.Version,
            row.InUse?.CreatedOn,
            row.AgeDays,
            row.InUse?.ExpiresOn,
            row.DaysToExpiry,
            row.Policy.RotateAfterDays,
            row.Policy.OverlapDays,
            row.LastRotation,
            row.Policy.RotationCause,
            DependsOn = row.UsedFor,
            Rotation = row.Rotation is not { } rotation ? null : new
            {
                rotation.Standing.Step,
                Version = rotation.Standing.Version.Id,
                rotation.Standing.Since,
                NextStepBy = rotation.Standing.PossibleFrom,
                rotation.IsStuck,
            },
            row.Breaches,
        });
        return JsonOutput.WriteAsync(output, new { verdict, problem, secrets });
    }

    private async Task WriteTableAsync(IReadOnlyList<SecretRow> rows)
    {
        List<string[]> lines = [Headings, .. rows.Select(Cells)];
        var widths = Headings.Select((_, column) => lines.Max(line => line[column].Length)).ToList();
        foreach (var line in lines)
        {
            await output.WriteLineAsync(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        foreach (var row in rows)
        {
            foreach (var sentence in row.Rotation is { IsStuck: false } rotation ? [.. row.Breaches, rotation.Sentence] : row.Breaches)
            {
                await output.WriteLineAsync($"{row.Secret.Name}: {sentence}");
            }
        }

        await output.WriteLineAsync($"{rows.Count} secrets, {rows.Count(row => row.Breaches.Count > 0)} against the policy. How to rotate: docs/operations/rotation.md.");
    }

    private static string[] Cells(SecretRow row) =>
    [
        row.Secret.Name,
        row.Policy.Owner ?? "-",
        row.Policy.Class ?? "-",
        row.InUse?.Version is { } version ? version[..Math.Min(8, version.Length)] : "-",
        Days(row.AgeDays),
        Days(row.Policy.RotateAfterDays),
        Days(row.DaysToExpiry),
        row.LastRotation?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-",
        row.Policy.RotationCause ?? "-",
        string.Join(", ", row.UsedFor),
    ];

    private static string Days(int? days) => days is null ? "-" : $"{days} d";
}
