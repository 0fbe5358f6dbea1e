// The Front Door's firewall: a rate limit on the login paths, and on the premium tier Microsoft's rule sets.

@description('Tags of the resource.')
param tags object

@description('Name of the policy: letters and digits.')
param name string

@description('Tier of the Front Door that the policy belongs to.')
@allowed(['Standard_AzureFrontDoor', 'Premium_AzureFrontDoor'])
param frontDoorSku string

@description('Prevention blocks, Detection only logs.')
@allowed(['Prevention', 'Detection'])
param mode string

@description('Requests a minute that one client address may send to /api/auth/.')
@minValue(10)
param authRequestsPerMinute int

var premium = frontDoorSku == 'Premium_AzureFrontDoor'

resource policy 'Microsoft.Network/FrontDoorWebApplicationFirewallPolicies@2025-11-01' = {
  name: name
  location: 'global'
  tags: tags
  sku: { name: frontDoorSku }
  properties: {
    policySettings: {
      enabledState: 'Enabled'
      mode: mode
      requestBodyCheck: 'Enabled'
      // Codes and tokens pass through here in all of these; the firewall's log needs none of them.
      logScrubbing: {
        state: 'Enabled'
        scrubbingRules: [
          { matchVariable: 'QueryStringArgNames', selectorMatchOperator: 'EqualsAny', state: 'Enabled' }
          { matchVariable: 'RequestCookieNames', selectorMatchOperator: 'EqualsAny', state: 'Enabled' }
          { matchVariable: 'RequestBodyPostArgNames', selectorMatchOperator: 'EqualsAny', state: 'Enabled' }
          { matchVariable: 'RequestBodyJsonArgNames', selectorMatchOperator: 'EqualsAny', state: 'Enabled' }
        ]
      }
    }
    customRules: {
      rules: [
        {
          // In front of the service's own limit, so that a flood does not have to be scaled up for first.
          name: 'LoginFlood'
          priority: 100
          enabledState: 'Enabled'
          ruleType: 'RateLimitRule'
          rateLimitDurationInMinutes: 1
          rateLimitThreshold: authRequestsPerMinute
          action: 'Block'
          matchConditions: [
            {
              matchVariable: 'RequestUri'
              operator: 'Contains'
              matchValue: ['/api/auth/']
              transforms: ['UrlDecode', 'Lowercase']
            }
          ]
        }
      ]
    }
    managedRules: {
      managedRuleSets: premium
        ? [
            {
              ruleSetType: 'Microsoft_DefaultRuleSet'
              ruleSetVersion: '2.1'
              ruleSetAction: 'Block'
              // Sealed cookies are base64 of random bytes and now and then look like an attack.
              exclusions: [
                { matchVariable: 'RequestCookieNames', selectorMatchOperator: 'StartsWith', selector: '__Host-te-' }
              ]
            }
            { ruleSetType: 'Microsoft_BotManagerRuleSet', ruleSetVersion: '1.1' }
          ]
        : []
    }
  }
}

output id string = policy.id
