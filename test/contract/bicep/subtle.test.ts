import { existsSync, globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readSettings } from '#infra/settings.ts'
import { closerTypes } from '#tools/rules/bicep/closer.ts'
import { infrastructureFaults, projectOf, readFacts } from '#tools/rules/bicep/infrastructure.ts'
import { settingsRead } from '#tools/rules/bicep/setting-faults.ts'
import { told } from './small-project.ts'

const facts = readFacts('.', settingsRead(readSettings))
const paths = globSync(['infra/**/*.{bicep,json}', 'azure.yaml', 'package.json', '.funcignore'])
const texts = new Map(
  paths
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted()
    .map((path) => [path, readFileSync(path, 'utf8').replaceAll('\r\n', '\n')] as const),
)
const main = 'infra/main.bicep'
const alerts = 'infra/telemetry/alerts.bicep'
const bus = 'infra/messages/service-bus.bicep'
const app = 'infra/hosting/function-app.bicep'

/** Each is a text where a text belongs: Azure would take most of them, and the app or an alert would do nothing. */
const planted: readonly (readonly [title: string, path: string, from: string, to: string, what: string])[] = [
  [
    'a metric that there is not',
    alerts,
    "'DeadletteredMessages'",
    "'DeadLetterMessages'",
    'needs a "metricName" that is one of',
  ],
  [
    'a metric split by what it has not',
    alerts,
    "'EntityName'",
    "'QueueName'",
    'dimensions[].name cannot be "QueueName"',
  ],
  [
    'a metric summed up that is no sum',
    alerts,
    "aggregation: 'Maximum'",
    "aggregation: 'Total'",
    'timeAggregation cannot be "Total"',
  ],
  [
    'a window that there is not',
    alerts,
    "window: 'PT15M'",
    "window: 'PT20M'",
    'windowSize cannot be "PT20M"',
  ],
  [
    'a place that nobody calls from',
    alerts,
    "'emea-nl-ams-azr'",
    "'emea-nl-ams-az'",
    'Locations[].Id cannot be "emea-nl-ams-az"',
  ],
  [
    'a log that there is not',
    'infra/telemetry/diagnostics.bicep',
    "'PartitionKeyStatistics'",
    "'PartitionKeyStatistic'",
    'logs[].category cannot be "PartitionKeyStatistic"',
  ],
  [
    'a private endpoint of another kind',
    'infra/hosting/network.bicep',
    "group: 'Sql'",
    "group: 'SqlOnDemand'",
    'groupIds[] cannot be "SqlOnDemand"',
  ],
  [
    'a subnet for another plan',
    'infra/hosting/network.bicep',
    "'Microsoft.App/environments'",
    "'Microsoft.Web/serverFarms'",
    'serviceName cannot be "Microsoft.Web/serverFarms"',
  ],
  [
    'secrets that are read as nobody',
    app,
    '    keyVaultReferenceIdentity: identityId\n',
    '',
    'needs "keyVaultReferenceIdentity"',
  ],
  [
    'a package that is read as another identity',
    app,
    "'UserAssignedIdentity'",
    "'SystemAssignedIdentity'",
    'authentication.type cannot be "SystemAssignedIdentity"',
  ],
  [
    'a client that is named by the id that roles know',
    main,
    'identityClientId: identity.outputs.clientId',
    'identityClientId: identity.outputs.principalId',
    '"identityClientId" is given principalId of identity: it is called otherwise',
  ],
  [
    'an endpoint of something else',
    main,
    'keyVaultId: keyVault.outputs.id',
    'keyVaultId: serviceBus.outputs.id',
    '"keyVaultId" is given id of serviceBus: it is called otherwise',
  ],
  [
    'documents in one zone',
    main,
    '    zoneRedundant: zoneRedundant\n    secondLocation',
    '    secondLocation',
    '"zoneRedundant" of infra/documents/cosmos.bicep is not given, though there is one here',
  ],
  [
    'exports in the storage of the host',
    main,
    'blobServiceUri: exportStorage.outputs.blobEndpoint',
    `blobServiceUri: 'https://\${hostStorage.outputs.name}.blob.core.windows.net'`,
    'STORAGE_CONNECTION__blobServiceUri names another than "Storage Blob Data Contributor" is given on',
  ],
  [
    'the host in the storage of exports',
    main,
    'hostStorageName: hostStorage.outputs.name',
    'hostStorageName: exportStorageName',
    'AzureWebJobsStorage__accountName names another than "Storage Blob Data Owner" is given on',
  ],
  [
    'one secret for another',
    main,
    'SMTP_PASSWORD: keyVault.outputs.mailSecretReference',
    'SMTP_PASSWORD: keyVault.outputs.gatewaySecretReference',
    'SMTP_PASSWORD refers to the secret "payment-gateway-key", not to "smtp-password"',
  ],
  [
    'a secret that nobody keeps',
    'infra/hosting/key-vault.bicep',
    'secrets/smtp-password)',
    'secrets/smtp-passwords)',
    'nothing keeps the secret "smtp-passwords"',
  ],
  [
    'exports that never go',
    'infra/files/storage.bicep',
    `prefixMatch: ['\${containerName}/']`,
    "prefixMatch: ['export/']",
    'there is no container of "export/": nothing of it goes',
  ],
  [
    'a role that stays with an identity that is gone',
    bus,
    'guid(bus.id, appPrincipalId, role.id)',
    'guid(bus.id, role.id)',
    'who gets the role is part of the name of its assignment',
  ],
  [
    'two roles of one name',
    bus,
    'guid(bus.id, appPrincipalId, role.id)',
    'guid(bus.id, appPrincipalId)',
    'the role is part of the name of its assignment',
  ],
  [
    'one name for a role in two places',
    bus,
    'guid(bus.id, appPrincipalId, role.id)',
    'guid(resourceGroup().id, appPrincipalId, role.id)',
    'what the role is given on is part of the name of its assignment',
  ],
  [
    'a role that Azure does not find',
    bus,
    'subscriptionResourceId(',
    'resourceId(',
    'the id of a role is a subscriptionResourceId()',
  ],
  [
    'a hook that nobody runs',
    'azure.yaml',
    'postprovision:',
    'postprovison:',
    'azd has no hook "postprovison"',
  ],
]

test.each(planted)('%s is told', async (_title, path, from, to, what) => {
  const text = texts.get(path) ?? ''
  expect(text).toContain(from)
  const changed = new Map([...texts, [path, text.replace(from, () => to)]])
  const faults = infrastructureFaults(await projectOf(changed, existsSync), facts).map(told)
  expect(faults.join('\n')).toContain(what)
})

test('nothing closer is known of a type or a property that there is not', () => {
  const arm = { 'A/b@1': { 'name!': 'string', 'properties!': { way: 'string', ways: ['string'] } } } as const
  const closer = (properties: object) => closerTypes(arm, { 'A/b': { properties } } as never)
  expect(closer({ 'way!': "'up'" })).toEqual({
    'A/b@1': { 'name!': 'string', 'properties!': { 'way!': "'up'", ways: ['string'] } },
  })
  expect(closer({ 'by:way': { up: { ways: ["'x'"] }, down: { ways: ["'y'"] } } })).toEqual({
    'A/b@1': {
      'name!': 'string',
      'properties!': { way: 'string', 'by:way': { up: { ways: ["'x'"] }, down: { ways: ["'y'"] } } },
    },
  })
  expect(() => closer({ wey: 'string' })).toThrow('closer.json: A/b@1.properties has no wey.')
  expect(() => closer({ way: ['string'] })).toThrow('is no array')
  expect(() => closerTypes(arm, { 'A/c': {} })).toThrow('closer.json: nothing is a A/c.')
})
