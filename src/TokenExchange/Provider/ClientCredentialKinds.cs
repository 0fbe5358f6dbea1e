namespace TokenExchange.Provider;

/// <summary>One kind of client credential.</summary>
/// <param name="Name">Its name in <c>Provider:Credential:Kind</c>.</param>
/// <param name="UsesSecret">Whether <c>Provider:Credential:SecretName</c> names its secret.</param>
/// <param name="Create">Makes the credential.</param>
internal sealed record ClientCredentialKind(string Name, bool UsesSecret, Func<IServiceProvider, ProviderOptions, IClientCredential> Create);

/// <summary>The kinds of client credential. Each is one file and one line here.</summary>
internal static class ClientCredentialKinds
{
    public static IReadOnlyList<ClientCredentialKind> All { get; } =
    [
        ClientSecretCredential.Kind,
        PrivateKeyCredential.Kind,
        ManagedIdentityAssertion.Kind,
        AppleClientSecret.Kind,
    ];

    /// <summary>The client's credential. The settings were checked before; an unknown kind is refused here as well and never replaced by another.</summary>
    /// <exception cref="InvalidOperationException">The kind is unknown.</exception>
    public static IClientCredential Create(ProviderOptions options, IServiceProvider services) =>
        (All.FirstOrDefault(kind => kind.Name == options.Credential.Kind)
            ?? throw new InvalidOperationException(
                $"Provider:Credential:Kind has an unknown value. Write one of: {string.Join(", ", All.Select(kind => kind.Name))}."))
        .Create(services, options);
}
