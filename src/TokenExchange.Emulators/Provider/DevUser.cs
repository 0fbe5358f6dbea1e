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
}
