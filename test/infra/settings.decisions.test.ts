import { expect, test } from 'vitest'
import { deriveGuid } from '#infra/ids.ts'
import { type Environment, readSettings } from '#infra/settings.ts'

const local: Environment = {
  COSMOS_ENDPOINT: 'http://127.0.0.1:8081/',
  COSMOS_KEY: 'a2V5',
  SERVICE_BUS_CONNECTION:
    'Endpoint=sb://127.0.0.1:5672;SharedAccessKeyName=local;SharedAccessKey=k;UseDevelopmentEmulator=true',
  STORAGE_CONNECTION: 'UseDevelopmentStorage=true',
  SMTP_HOST: '127.0.0.1',
  SMTP_PORT: '1025',
  MAIL_FROM: 'Seatwarden <no-reply@seatwarden.example>',
  TOKEN_ISSUER_TEMPLATE: 'http://127.0.0.1:9000/{tid}/v2.0',
  TOKEN_JWKS_URI: 'http://127.0.0.1:9000/common/discovery/v2.0/keys',
  TOKEN_AUDIENCE: 'seatwarden, api://seatwarden',
  OPERATOR_TENANT_ID: 'D0000000-0000-4000-8000-000000000005',
  PAYMENT_GATEWAY_URL: 'http://127.0.0.1:9100',
  PUBLIC_BASE_URL: 'http://127.0.0.1:7071',
  PORTAL_URL: 'http://127.0.0.1:7071/app',
  PORTAL_CLIENT_ID: 'portal',
  PORTAL_AUTHORITY: 'http://127.0.0.1:9000/organizations',
  PORTAL_SCOPE: 'api://seatwarden/user_impersonation',
  CARD_FIELDS_URL: 'http://127.0.0.1:9100/card-fields',
  SWEEP_SCHEDULE: '0 * * * * *',
}

const inAzure: Environment = {
  ...local,
  COSMOS_ENDPOINT: 'https://seatwarden.documents.azure.com',
  COSMOS_KEY: undefined,
  SERVICE_BUS_CONNECTION: undefined,
  SERVICE_BUS_CONNECTION__fullyQualifiedNamespace: 'seatwarden.servicebus.windows.net',
  TOKEN_ISSUER_TEMPLATE: 'https://sts.windows.net/{tid}/,https://login.microsoftonline.com/{tid}/v2.0',
  TOKEN_JWKS_URI: 'https://login.microsoftonline.com/common/discovery/v2.0/keys',
  PORTAL_AUTHORITY: 'https://login.microsoftonline.com/organizations',
  CARD_FIELDS_URL: 'https://cards.example/card-fields',
  WEBSITE_SITE_NAME: 'seatwarden',
}

function complaint(environment: Environment): string {
  try {
    readSettings(environment)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  throw new Error('These settings should have been refused.')
}

test('a laptop uses keys and addresses of its own machine', () => {
  const settings = readSettings(local)
  expect(settings.documents).toEqual({ endpoint: 'http://127.0.0.1:8081', key: 'a2V5' })
  expect(settings.mail).toEqual({
    url: 'smtp://127.0.0.1:1025',
    from: { name: 'Seatwarden', address: 'no-reply@seatwarden.example' },
  })
  expect(settings.identity.audiences).toEqual(['seatwarden', 'api://seatwarden'])
})

test('a secret that Azure could not read is told by name, instead of being used as it stands', () => {
  const reference = '@Microsoft.KeyVault(SecretUri=https://sw.vault.azure.net/secrets/smtp-password)'
  const said = complaint({
    ...inAzure,
    SMTP_USER: 'seatwarden',
    SMTP_PASSWORD: reference,
    PAYMENT_GATEWAY_KEY: reference.replace('smtp-password', 'payment-gateway-key'),
  })
  expect(said.match(/^- (\w+): .+ could not read the secret in Key Vault/gm)).toEqual([
    expect.stringContaining('PAYMENT_GATEWAY_KEY'),
    expect.stringContaining('SMTP_PASSWORD'),
  ])
  expect(said).not.toContain('secrets/')
})

test('what is not set has the value for production', () => {
  expect(readSettings(inAzure)).toMatchObject({
    catalogueProfile: 'all',
    rateLimitPerSecond: 50,
    tenantRequestUnitsPerSecond: 10_000,
    throttleShare: 0.6,
    workSliceMs: 15_000,
    maxDeliveryCount: undefined,
    sweepSchedule: '0 * * * * *',
    seller: { name: 'Seatwarden', address: [], taxId: null },
  })
})

test('the seller’s address is written on one line, with commas', () => {
  const given = {
    SELLER_NAME: 'Contoso B.V.',
    SELLER_ADDRESS: 'Prinsengracht 1, 1015 DK Amsterdam',
    SELLER_TAX_ID: 'NL001234567B01',
  }
  expect(readSettings({ ...inAzure, ...given }).seller).toEqual({
    name: 'Contoso B.V.',
    address: ['Prinsengracht 1', '1015 DK Amsterdam'],
    taxId: 'NL001234567B01',
  })
  expect(complaint({ ...inAzure, SELLER_ADDRESS: 'Prinsengracht 1,,' })).toContain('SELLER_ADDRESS')
})

test('the product’s clock can be moved on one machine, and never in Azure (B26)', () => {
  expect(readSettings(local).clockFile).toBeUndefined()
  expect(readSettings({ ...local, CLOCK_FILE: '.local/clock.json' }).clockFile).toBe('.local/clock.json')
  expect(
    complaint({ ...inAzure, CLOCK_FILE: '.local/clock.json' })
      .split('\n')
      .slice(1),
  ).toEqual(['- CLOCK_FILE: expected none, since this is Azure (WEBSITE_SITE_NAME is seatwarden).'])
})

test('Azure needs no key: it signs in as itself', () => {
  const settings = readSettings(inAzure)
  expect(settings.documents).toEqual({ endpoint: 'https://seatwarden.documents.azure.com' })
  expect(settings.messages).toEqual({ fullyQualifiedNamespace: 'seatwarden.servicebus.windows.net' })
})

test('everything that is missing or wrong is named at once', () => {
  const message = complaint({
    ...local,
    COSMOS_ENDPOINT: undefined,
    SMTP_PORT: 'mail',
    THROTTLE_SHARE: '1.5',
    SMTP_USER: 'me',
    MAIL_FROM: ' ',
  })
  expect(message.split('\n').slice(1)).toEqual([
    '- COSMOS_ENDPOINT: expected an http or https address, it is missing.',
    '- SMTP_PORT: expected a port, it is something else.',
    '- MAIL_FROM: expected a mail address, or Name <address>, it is missing.',
    '- THROTTLE_SHARE: expected a number from 0 to 1, it is something else.',
    '- SMTP_USER and SMTP_PASSWORD: expected both or neither, one is set.',
  ])
})

test('the schedule of the sweeps is asked for: the Functions host reads it beside us', () => {
  expect(complaint({ ...local, SWEEP_SCHEDULE: undefined })).toContain('SWEEP_SCHEDULE: expected an NCRONTAB')
})

test('a queue connection is either a text or a name, never both or none', () => {
  const name = 'SERVICE_BUS_CONNECTION__fullyQualifiedNamespace'
  expect(complaint({ ...local, [name]: 'a.servicebus.windows.net' })).toContain('both are set')
  expect(complaint({ ...local, SERVICE_BUS_CONNECTION: undefined })).toContain('both are missing')
})

test('a local issuer, key server, store or broker stops the start in Azure', () => {
  const forgotten = (name: string) => complaint({ ...inAzure, [name]: local[name] })
  expect(forgotten('TOKEN_ISSUER_TEMPLATE')).toContain(
    'TOKEN_ISSUER_TEMPLATE: http://127.0.0.1:9000/{tid}/v2.0 is not',
  )
  expect(forgotten('TOKEN_JWKS_URI')).toContain('TOKEN_JWKS_URI: http://127.0.0.1:9000')
  expect(forgotten('COSMOS_ENDPOINT')).toContain('COSMOS_ENDPOINT: expected https')
  expect(forgotten('PORTAL_AUTHORITY')).toContain(
    'PORTAL_AUTHORITY: http://127.0.0.1:9000/organizations is not',
  )
  expect(forgotten('CARD_FIELDS_URL')).toContain('CARD_FIELDS_URL: expected https')
  expect(complaint({ ...inAzure, PORTAL_AUTHORITY: 'https://login.evil.example/organizations' })).toContain(
    "is not Microsoft's",
  )
  expect(complaint({ ...inAzure, TOKEN_ISSUER_TEMPLATE: 'https://evil.example/{tid}' })).toContain(
    "is not Microsoft's",
  )
})

test('no secret is repeated in what is said', () => {
  const message = complaint({
    ...local,
    SERVICE_BUS_CONNECTION: 'SharedAccessKey=secret',
    SMTP_PORT: 'secret',
  })
  expect(message).not.toContain('secret')
})

test('nothing is told unless somebody is named who listens; either or both', () => {
  expect(readSettings({ ...local, OTEL_TRACES_SAMPLER_ARG: '0.5' }).telemetry).toBeUndefined()
  expect(readSettings({ ...local, OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }).telemetry).toBeUndefined()
  expect(readSettings({ ...local, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318/' }).telemetry).toEqual(
    {
      otlp: { endpoint: 'http://127.0.0.1:4318', headers: {} },
      traceShare: 1,
      metricsEveryMs: 60_000,
    },
  )
  expect(
    readSettings({
      ...inAzure,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b, other=c',
      OTEL_TRACES_SAMPLER_ARG: '0.1',
      OTEL_METRIC_EXPORT_INTERVAL: '5000',
      APPLICATIONINSIGHTS_CONNECTION_STRING: `${key};IngestionEndpoint=https://westeurope-5.in.example/;LiveEndpoint=https://x/`,
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING:
        'Authorization=AAD;ClientId=22222222-2222-4222-8222-222222222222',
    }).telemetry,
  ).toEqual({
    otlp: { endpoint: 'https://collector.example', headers: { 'x-key': 'a b', other: 'c' } },
    applicationInsights: {
      instrumentationKey: '11111111-1111-4111-8111-111111111111',
      ingestionEndpoint: 'https://westeurope-5.in.example',
      identity: { clientId: '22222222-2222-4222-8222-222222222222' },
    },
    traceShare: 0.1,
    metricsEveryMs: 5_000,
  })
})

const key = 'InstrumentationKey=11111111-1111-4111-8111-111111111111'

test.each([
  ['APPLICATIONINSIGHTS_CONNECTION_STRING', 'InstrumentationKey=secret'],
  ['APPLICATIONINSIGHTS_CONNECTION_STRING', `${key};IngestionEndpoint=http://secret.example`],
  ['APPLICATIONINSIGHTS_AUTHENTICATION_STRING', 'secret'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'secret'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'a=secret%2'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'a=secret%ff'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'a=secret%0A'],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
  ['OTEL_TRACES_SAMPLER_ARG', '2'],
  ['OTEL_METRIC_EXPORT_INTERVAL', '0'],
])('telemetry: %s is named when it is something else, and not repeated', (name, value) => {
  const message = complaint({ ...local, [name]: value })
  expect(message).toContain(`- ${name}: expected `)
  expect(message).not.toContain('secret')
})

test('a collector in Azure is spoken to over HTTP by the host too; who signs in says where', () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example' }
  expect(complaint({ ...inAzure, ...endpoint })).toContain(
    'OTEL_EXPORTER_OTLP_PROTOCOL: expected http/protobuf',
  )
  expect(complaint({ ...local, APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD' })).toContain(
    'APPLICATIONINSIGHTS_CONNECTION_STRING: expected one',
  )
})

test('the same text gives the same GUID, another text another one', () => {
  const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
  expect(deriveGuid('a')).toMatch(guid)
  expect(deriveGuid('a')).toBe(deriveGuid('a'))
  expect(deriveGuid('a')).not.toBe(deriveGuid('b'))
})

test('somebody must be named as operator: otherwise every tenant could name its own', () => {
  expect(complaint({ ...local, OPERATOR_TENANT_ID: undefined })).toContain('OPERATOR_TENANT_ID: expected')
  expect(complaint({ ...local, OPERATOR_TENANT_ID: 'us' })).toContain('OPERATOR_TENANT_ID: expected the id')
  expect(readSettings(local).identity.operatorTenantId).toBe('d0000000-0000-4000-8000-000000000005')
})
