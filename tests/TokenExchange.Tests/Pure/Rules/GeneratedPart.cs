using System.Text.RegularExpressions;

namespace TokenExchange.Tests.Pure;

/// <summary>
/// Parts of pages that are written from the code: between <c>&lt;!-- generated: name --&gt;</c> and <c>&lt;!-- end --&gt;</c>. Tests of such parts have the trait
/// <c>Docs=Generated</c>, so that one command writes all of them.
/// </summary>
internal static class GeneratedPart
{
    public const string Command = "UPDATE_DOCS=true dotnet test tests/TokenExchange.Tests --filter Docs=Generated";

    /// <summary>Tests run in parallel, and several parts may be in one page.</summary>
    private static readonly Lock Writing = new();

    /// <summary>Asserts that the part of the page is this text; writes it where <c>UPDATE_DOCS</c> is true.</summary>
    public static void Check(string page, string name, string text)
    {
        var part = new Regex($"(?<=<!-- generated: {Regex.Escape(name)} -->\n).*?(?=<!-- end -->)", RegexOptions.Singleline);
        CheckFile(page, current => part.IsMatch(current) ? part.Replace(current, _ => text + "\n", 1) : throw new InvalidOperationException($"{page} has no part named '{name}'."));
    }

    /// <summary>The same for a whole file.</summary>
    public static void CheckFile(string page, Func<string, string> correct)
    {
        lock (Writing)
        {
            var path = Path.Combine(Repository.Root, page);
            var current = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
            var right = correct(current);
            if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "true")
            {
                File.WriteAllText(path, right);
                return;
            }

            Assert.True(current == right, Difference(page, current.Split('\n'), right.Split('\n')));
        }
    }

    private static string Difference(string page, string[] current, string[] right)
    {
        var line = current.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"""
            {page} differs from the code, first in line {line + 1}:
              the page {At(current, line)}
              the code {At(right, line)}
            This rewrites it: {Command}
            """;
    }

    private static string At(string[] lines, int line) => line < lines.Length ? lines[line] : "(nothing)";
}
