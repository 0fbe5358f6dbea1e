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

@description('Requests a minute that one client address may send to the login paths; more than the service\'s own limit.')
@minValue(10)
param authRequestsPerMinute int

@description('Sessions:CookieName of the service.')
param cookieName string

var premium = frontDoorSku == 'Premium_AzureFrontDoor'

resource policy 'Microsoft.Network/FrontDoorWebApplicationFirewallPolicies@2025-11-01' = {
  name: name
  location: 'global'
  tags: tags
  sku: { name: frontDoorSku }
  properties: {
    policySettings: {
      // No customBlockResponseStatusCode: it is one for the whole policy. Left out, a rate limit answers 429 and
      // the rule sets 403 (learn.microsoft.com: "Configure a custom response"), which is what each of them means.
      enabledState: 'Enabled'
      mode: mode
      requestBodyCheck: 'Enabled'
      // Codes and tokens pass through here in all of these; the firewall's log needs none of them. An address that a
      // rule has matched is logged completely, with its query; the path of the request is in the access log.
      logScrubbing: {
        state: 'Enabled'
        scrubbingRules: [
          { matchVariable: 'RequestUri', selectorMatchOperator: 'EqualsAny', state: 'Enabled' }
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
          // In front of the service's own limit, so that a flood does not have to be scaled up for first. The
          // limit that users normally reach is the service's, which returns Retry-After.
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
            {
              // A provider ends many sessions from few addresses, and a logout that is blocked leaves a session
              // alive. The whole address has to be this one, or a query that contains it would open the others.
              matchVariable: 'RequestUri'
              operator: 'RegEx'
              negateCondition: true
              matchValue: ['^https?://[^/?]+/api/auth/backchannel-logout$', '^/api/auth/backchannel-logout$']
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
                { matchVariable: 'RequestCookieNames', selectorMatchOperator: 'StartsWith', selector: '__Host-${cookieName}-' }
              ]
            }
            { ruleSetType: 'Microsoft_BotManagerRuleSet', ruleSetVersion: '1.1' }
          ]
        : []
    }
  }
}

output id string = policy.id
