using System.Globalization;

namespace TokenExchange.Emulators.Provider;

/// <summary>A user who can sign in at the dev provider.</summary>
internal sealed record DevUser(string Name, string Subject, string FullName, string Email)
{
    public static IReadOnlyList<DevUser> All { get; } =
    [
        new("alice", "88421113", "Alice Example", "alice@example.test"),
        new("bob", "88421114", "Bob Example", "bob@example.test"),
    ];

    public static DevUser? Find(string? name) => All.FirstOrDefault(user => string.Equals(user.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>One of the users <c>user-1</c>, <c>user-2</c>, … up to a number; null for any other name.</summary>
    public static DevUser? FindNumbered(string? name, int most) =>
        name is ['u', 's', 'e', 'r', '-', .. var digits] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? new DevUser(name, $"subject-{number}", $"User {number}", $"user-{number}@example.test")
            : null;
}
