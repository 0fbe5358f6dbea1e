// The service's settings under the names of its configuration reference. A setting that is not given is
// left out, so that the service's own default holds.

@description('Further origins whose pages may call the service.')
param allowedOrigins string[]

@description('Issuer address of the OpenID provider.')
param providerAuthority string

@description('Client id at the provider.')
param providerClientId string

@description('Scopes requested at login; empty: the service\'s default.')
param providerScopes string

@description('Requested audience; empty: none.')
param providerAudience string

@description('How the provider returns the code.')
param providerResponseMode string

@description('Kind of the client\'s credential.')
param credentialKind string

@description('Name of the credential\'s vault secret; empty: the kind needs none.')
param credentialSecretName string

@description('Name of the vault\'s key that signs in its place; empty: none.')
param credentialKeyName string

@description('Path of the callback; empty: the service\'s default.')
param callbackPath string

@description('Name of the vault secret for the cookie keys.')
param sessionKeyName string

@description('Time before which sessions are ended; empty: none.')
param sessionsNotBefore string

@description('Address of the vault.')
param vaultUri string

@description('Client id of the identity that reads the vault.')
param identityClientId string

@description('Container of the shared state.')
param sharedStateContainerUri string

@description('Header in which the reverse proxy sends the client\'s address; empty: the address of the connection.')
param clientAddressHeader string

@description('Age in days at which a secret has to be replaced.')
param secretMaximumAgeDays int

@description('Additional settings; they take precedence over the derived ones.')
param further object

var optional = {
  TokenExchange__Provider__Scopes: providerScopes
  TokenExchange__Provider__Audience: providerAudience
  TokenExchange__Provider__Credential__SecretName: credentialSecretName
  TokenExchange__Provider__Credential__KeyName: credentialKeyName
  TokenExchange__Login__CallbackPath: callbackPath
  TokenExchange__Sessions__NotBefore: sessionsNotBefore
  TokenExchange__RateLimit__ClientAddressHeader: clientAddressHeader
}

var given = toObject(filter(items(optional), item => !empty(item.value)), item => item.key, item => item.value)
var indexed = toObject(
  range(0, length(allowedOrigins)),
  i => 'TokenExchange__AllowedOrigins__${i}',
  i => allowedOrigins[i]
)

// One such setting makes Azure refuse the whole site, with a message that names neither file nor parameter.
var refusedSettings = filter(
  objectKeys(further),
  name => contains(loadJsonContent('../flex-consumption.json').refusedSettings, toUpper(name))
)

output settings object = empty(refusedSettings)
  ? union(
      {
        TokenExchange__Provider__Authority: providerAuthority
        TokenExchange__Provider__ClientId: providerClientId
        TokenExchange__Provider__ResponseMode: providerResponseMode
        TokenExchange__Provider__Credential__Kind: credentialKind
        TokenExchange__Sessions__KeySecretName: sessionKeyName
        TokenExchange__KeyVault__Uri: vaultUri
        TokenExchange__SharedState__BlobContainerUri: sharedStateContainerUri
        TokenExchange__KeyVault__ManagedIdentityClientId: identityClientId
        // Not the service's: for inventory, doctor and the rotator, whose limit is the alert's.
        SecretMaximumAgeDays: string(secretMaximumAgeDays)
      },
      given,
      indexed,
      further
    )
  : fail('serviceSettings: Flex Consumption refuses ${join(refusedSettings, ', ')}. Remove it; the runtime, its version and the scale are set by the template.')
