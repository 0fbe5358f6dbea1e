// The routes of the Front Door: /api/* goes to the function app, everything else to the static
// site. One host name for both, which is what host-bound, same-site cookies need.

@description('Name of the Front Door profile.')
param profileName string

@description('Name of its endpoint.')
param endpointName string

@description('Host name of the function app.')
param apiHostName string

@description('Host name of the static site.')
param staticHostName string

@description('Resource id of a custom domain of the profile; empty: the endpoint\'s own host name.')
param customDomainId string

@description('Resource id of the firewall policy; empty: none.')
param wafPolicyId string

resource profile 'Microsoft.Cdn/profiles@2025-12-01' existing = {
  name: profileName

  resource endpoint 'afdEndpoints' existing = {
    name: endpointName
  }
}

var origins = [
  { name: 'api', hostName: apiHostName }
  { name: 'static', hostName: staticHostName }
]

// No health probes: with one origin there is nothing to fail over to, and a probe every few seconds from
// every edge would keep an app that may scale to zero awake, and paid for.
resource groups 'Microsoft.Cdn/profiles/originGroups@2025-12-01' = [
  for origin in origins: {
    parent: profile
    name: origin.name
    properties: {
      sessionAffinityState: 'Disabled'
      loadBalancingSettings: { sampleSize: 4, successfulSamplesRequired: 3, additionalLatencyInMilliseconds: 50 }
    }
  }
]

resource hosts 'Microsoft.Cdn/profiles/originGroups/origins@2025-12-01' = [
  for (origin, i) in origins: {
    parent: groups[i]
    name: origin.name
    properties: {
      hostName: origin.hostName
      // Both hosts find their app by this name. The service never reads it: its public address is configured.
      originHostHeader: origin.hostName
      httpPort: 80
      httpsPort: 443
      priority: 1
      weight: 1000
      enabledState: 'Enabled'
      enforceCertificateNameCheck: true
    }
  }
]

var patterns = [['/api/*'], ['/*']]

// No cacheConfiguration: nothing is cached at the edge. An answer that sets a cookie must never be.
resource routes 'Microsoft.Cdn/profiles/afdEndpoints/routes@2025-12-01' = [
  for (origin, i) in origins: {
    parent: profile::endpoint
    name: origin.name
    properties: {
      originGroup: { id: groups[i].id }
      patternsToMatch: patterns[i]
      supportedProtocols: ['Http', 'Https']
      httpsRedirect: 'Enabled'
      forwardingProtocol: 'HttpsOnly'
      customDomains: empty(customDomainId) ? [] : [{ id: customDomainId }]
      // With a custom domain the generated name is disabled: two names for one service are two origins.
      linkToDefaultDomain: empty(customDomainId) ? 'Enabled' : 'Disabled'
      enabledState: 'Enabled'
    }
    dependsOn: [hosts]
  }
]

resource firewall 'Microsoft.Cdn/profiles/securityPolicies@2025-12-01' = if (!empty(wafPolicyId)) {
  parent: profile
  name: 'firewall'
  properties: {
    parameters: {
      type: 'WebApplicationFirewall'
      wafPolicy: { id: wafPolicyId }
      associations: [
        {
          domains: union([{ id: profile::endpoint.id }], empty(customDomainId) ? [] : [{ id: customDomainId }])
          patternsToMatch: ['/*']
        }
      ]
    }
  }
}
