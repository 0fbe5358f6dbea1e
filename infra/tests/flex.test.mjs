// What a Flex Consumption site may not have. Older stamps of the platform ignore it, newer ones refuse the whole site (extended code 51021), so
// that one line ends every deployment. Every list names what was reported as refused, or is documented as not valid on this plan:
// https://learn.microsoft.com/azure/azure-functions/functions-app-settings#flex-consumption-plan-deprecations,
// Azure/azure-cli#31414, Azure/azure-functions-host#10643, Azure/terraform-azurerm-avm-res-web-site#283, #345 and #360.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { app, compiledTest, ofType, predict, refusal, settingsOf } from './prediction.mjs';

const { refusedSettings } = JSON.parse(readFileSync(new URL('../flex-consumption.json', import.meta.url), 'utf8'));

/** Of the site itself: networking, 64 bits and the worker are the plan's. */
const refusedOfSite = [
  'containerSize', 'dailyMemoryTimeQuota', 'endToEndEncryptionEnabled', 'hyperV', 'isReserved', 'isXenon', 'reserved', 'vnetBackupRestoreEnabled',
  'vnetContentShareEnabled', 'vnetImagePullEnabled', 'vnetRouteAllEnabled',
];

/** Of siteConfig: the runtime is in functionAppConfig.runtime, the scale in functionAppConfig.scaleAndConcurrency. */
const refusedOfConfig = [
  'alwaysOn', 'elasticWebAppScaleLimit', 'ftpsState', 'functionAppScaleLimit', 'functionsRuntimeScaleMonitoringEnabled', 'healthCheckPath', 'javaContainer',
  'javaContainerVersion', 'javaVersion', 'linuxFxVersion', 'minimumElasticInstanceCount', 'netFrameworkVersion', 'nodeVersion', 'numberOfWorkers',
  'phpVersion', 'powerShellVersion', 'preWarmedInstanceCount', 'pythonVersion', 'use32BitWorkerProcess', 'vnetRouteAllEnabled', 'websiteTimeZone',
  'windowsFxVersion',
];

/** Of siteConfig, what sites of this plan are known to take: other templates send it, and no report names it. */
const takenOfConfig = [
  'cors', 'http20Enabled', 'ipSecurityRestrictions', 'ipSecurityRestrictionsDefaultAction', 'minTlsVersion', 'scmIpSecurityRestrictionsUseMain', 'scmMinTlsVersion',
];

/** Names among these that are refused; Azure does not distinguish case. */
const refusedIn = (names, refused) => names.filter((name) => refused.some((one) => one.toLowerCase() === name.toLowerCase()));

const everything = {
  vnetEnabled: true, natGatewayEnabled: true, zoneRedundant: true, alwaysReadyInstances: 3, credentialKind: 'client-secret', providerScopes: 'openid',
  providerAudience: 'api', callbackPath: '/cb', allowedOrigins: 'https://a.example', additionalSecretNames: 'partner-api-key',
};

for (const [what, parameters] of [['by default', {}], ['with everything on', everything], ['without a Front Door', { frontDoorEnabled: false }]]) {
  describe(what, () => {
    for (const service of ['api', 'rotator']) {
      compiledTest(`the site of ${service} has no property that Flex Consumption refuses, and of siteConfig only what is known to be taken`, () => {
        const { properties } = app(predict(parameters), service);

        assert.deepEqual(refusedIn(Object.keys(properties), refusedOfSite), []);
        assert.deepEqual(refusedIn(Object.keys(properties.siteConfig), refusedOfConfig), []);
        assert.deepEqual(Object.keys(properties.siteConfig).filter((name) => !takenOfConfig.includes(name)), []);
      });

      compiledTest(`no setting of ${service} that Flex Consumption refuses`, () =>
        assert.deepEqual(refusedIn(Object.keys(settingsOf(predict(parameters), service)), refusedSettings), []));
    }

    compiledTest('one place for the settings of each site', () =>
      assert.deepEqual(ofType(predict(parameters), 'sites/config').map(({ name }) => name.split('/').at(-1)), ['appsettings', 'appsettings']));
  });
}

test('the lists would find what was there, however it is written', () => {
  assert.deepEqual(refusedIn(['FtpsState', 'minTlsVersion'], refusedOfConfig), ['FtpsState']);
  assert.deepEqual(refusedIn(['functions_worker_runtime', 'AzureWebJobsStorage__clientId'], refusedSettings), ['functions_worker_runtime']);
  assert.deepEqual(takenOfConfig.filter((name) => refusedOfConfig.includes(name)), []);
});

compiledTest('a setting of the team\'s own that Flex Consumption refuses is refused before the site is touched, by its name', () => {
  for (const name of ['FUNCTIONS_WORKER_RUNTIME', 'Website_Run_From_Package']) {
    const words = refusal({ serviceSettings: { [name]: '1', TokenExchange__Sessions__IdleLifetime: '01:00:00' } });

    assert.match(words, new RegExp(`serviceSettings: Flex Consumption refuses ${name}\\.`));
    assert.doesNotMatch(words, /IdleLifetime/);
  }
});

test('the parameter file of this repository has none of them', () => {
  const { serviceSettings } = JSON.parse(readFileSync(new URL('../main.parameters.json', import.meta.url), 'utf8')).parameters;

  assert.deepEqual(refusedIn(Object.keys(serviceSettings.value), refusedSettings), []);
});

describe('scale', () => {
  const scale = (parameters) => app(predict(parameters)).properties.functionAppConfig.scaleAndConcurrency;

  compiledTest('the limit of instances goes from 1, the least that Azure takes today, to 1000', () => {
    assert.equal(scale({ maximumInstanceCount: 1 }).maximumInstanceCount, 1);
    assert.match(refusal({ maximumInstanceCount: 0 }), /minimum allowable value is 1\./);
    assert.match(refusal({ maximumInstanceCount: 1001 }), /maximum allowable value is 1000\./);
  });

  compiledTest('spread over zones there are at least two always-ready instances, as the platform keeps and bills anyway', () => {
    for (const [asked, made] of [[0, 2], [1, 2], [2, 2], [5, 5]]) {
      assert.deepEqual(scale({ zoneRedundant: true, alwaysReadyInstances: asked }).alwaysReady, [{ name: 'http', instanceCount: made }]);
    }
  });

  compiledTest('in one zone there are as many as were asked for', () => {
    assert.deepEqual(scale({ alwaysReadyInstances: 1 }).alwaysReady, [{ name: 'http', instanceCount: 1 }]);
    assert.deepEqual(scale({}).alwaysReady, []);
  });
});

describe('regions', () => {
  compiledTest('a region without Flex Consumption is refused before anything is made', () => {
    for (const location of ['switzerlandnorth', 'westindia', 'northpole']) assert.match(refusal({ location }), new RegExp(`provided value is of type "'${location}'"`));
  });

  compiledTest('a region that has it is taken', () => {
    for (const location of ['westus3', 'southindia']) assert.equal(app(predict({ location })).location, location);
  });
});
