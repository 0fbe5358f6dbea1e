using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Security.KeyVault.Secrets;

namespace TokenExchange.Rotations.Policy;

/// <summary>The policy of one secret, as the tags of its version in the vault say it. An operator may write anything there: only plain text is shown.</summary>
internal sealed partial record SecretPolicy
{
    /// <summary>The age in days at which a secret without the tag <c>rotate-after</c> has to be replaced.</summary>
    public const int DefaultRotateAfterDays = 90;

    /// <summary>Who rotates it: the tag <c>owner</c>.</summary>
    public string? Owner { get; private init; }

    /// <summary>Its classification: the tag <c>class</c>.</summary>
    public string? Class { get; private init; }

    /// <summary>The age, in days, at which it has to be replaced: the tag <c>rotate-after</c>.</summary>
    public required int RotateAfterDays { get; init; }

    /// <summary>How many days the previous version stays valid: the tag <c>overlap</c>.</summary>
    public int? OverlapDays { get; private init; }

    /// <summary>What else uses it, apart from this configuration: the tag <c>depends-on</c>, separated by commas.</summary>
    public IReadOnlyList<string> DependsOn { get; private init; } = [];

    /// <summary>Why the version was made: the tag <c>rotation-cause</c>.</summary>
    public string? RotationCause { get; private init; }

    /// <summary>Names of tags whose value cannot be used.</summary>
    public IReadOnlyList<string> UnusableTags { get; private init; } = [];

    /// <summary>One sentence for each tag whose value cannot be used. The value may be an attacker's and is not shown.</summary>
    public IEnumerable<string> TagBreaches => UnusableTags.Select(tag => $"The value of the tag \"{tag}\" cannot be used.");

    /// <summary>Days since a version was made; null when there is none.</summary>
    public static int? AgeInDays(SecretProperties? version, DateTimeOffset at) => version?.CreatedOn is { } created ? (int)(at - created).TotalDays : null;

    /// <summary>That the version in use is too old, in one sentence; null when it is not.</summary>
    public string? AgeBreach(int? ageInDays) =>
        ageInDays > RotateAfterDays ? $"The version in use is {ageInDays} days old; the limit is {RotateAfterDays}." : null;

    /// <param name="tags">The tags of the version in use.</param>
    /// <param name="otherwise">The age in days for secrets without the tag <c>rotate-after</c>.</param>
    public static SecretPolicy Read(IDictionary<string, string> tags, int otherwise)
    {
        var unusable = new List<string>();
        return new()
        {
            Owner = Text("owner"),
            Class = Text("class"),
            RotateAfterDays = Days("rotate-after") ?? otherwise,
            OverlapDays = Days("overlap"),
            DependsOn = Text("depends-on")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            RotationCause = Text("rotation-cause"),
            UnusableTags = unusable,
        };

        string? Text(string name) => !tags.TryGetValue(name, out var value) ? null : Checked(name, PlainText().IsMatch(value) ? value : null);

        int? Days(string name) => Text(name) is { } text && Checked(name, DayCount().IsMatch(text) ? text : null) is { } days
            ? int.Parse(days, CultureInfo.InvariantCulture)
            : null;

        string? Checked(string name, string? usable)
        {
            if (usable is null)
            {
                unusable.Add(name);
            }

            return usable;
        }
    }

    [GeneratedRegex(@"^[1-9][0-9]{0,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex DayCount();

    [GeneratedRegex(@"^[\p{L}\p{N} .,;:@/+_()-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainText();
}
