import { parseGuid } from '#core/kernel/ids.ts'
import { ownValue } from '#core/kernel/own-value.ts'
import { assertTrusted, type TrustedIssuers } from './identity/issuers.ts'
import { type Kind, list, matching, number, whole } from './setting-kinds.ts'
import {
  collectorHeaders,
  insightsConnection,
  insightsSignIn,
  overHttp,
  type TelemetrySettings,
} from './telemetry/telemetry-settings.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Settings {
  readonly documents: { readonly endpoint: string; readonly key?: string }
  readonly messages: { readonly connectionString: string } | { readonly fullyQualifiedNamespace: string }
  /** Undefined when no storage is set: then nothing can be exported. */
  readonly files: { readonly connectionString: string } | { readonly serviceUrl: string } | undefined
  readonly mail: {
    readonly url: string
    readonly from: { readonly name: string; readonly address: string }
  }
  readonly identity: {
    readonly issuers: TrustedIssuers
    readonly audiences: readonly string[]
    /** The organisation that runs this: its app roles count, nobody else's. */
    readonly operatorTenantId: string
  }
  /** Who sends the invoices, as it stands on them; the address line by line. */
  readonly seller: {
    readonly name: string
    readonly address: readonly string[]
    readonly taxId: string | null
  }
  readonly payments: { readonly baseUrl: string; readonly apiKey?: string }
  /** Where callers reach this API, without a slash at the end. */
  readonly publicBaseUrl: string
  readonly portalUrl: string
  readonly portal: {
    readonly clientId: string
    readonly authority: string
    readonly scope: string
    readonly cardFieldsUrl: string
  }
  readonly catalogueProfile: 'all' | 'powerPlatform'
  readonly rateLimitPerSecond: number
  /** What one tenant's partition gives. */
  readonly tenantRequestUnitsPerSecond: number
  /** The share of it that a job may take; 0 does not throttle. */
  readonly throttleShare: number
  /** How long a worker works before it saves and sends the next wake-up message. */
  readonly workSliceMs: number
  /** After so many deliveries a message is a dead letter. Undefined: as infra/messages/queues.json says. */
  readonly maxDeliveryCount: number | undefined
  /** NCRONTAB with seconds. */
  readonly sweepSchedule: string
  /** Says how far the product's time is moved, on one machine only. Undefined: it is this machine's time. */
  readonly clockFile: string | undefined
  /** Whether webhooks may go to this machine itself, on one machine only. */
  readonly webhooksMayBeLocal: boolean
  /** Undefined: nobody is told anything. */
  readonly telemetry: TelemetrySettings | undefined
  /** Set by Azure, and only there. */
  readonly websiteSiteName: string | undefined
}

let known: Settings | undefined

/** The settings of this process, read once. */
export function settings(): Settings {
  known ??= readSettings(process.env)
  return known
}

/** Throws one error that names every setting that is missing, wrong or contradicts another, and what was expected. */
export function readSettings(environment: Environment): Settings {
  const given = givenIn(environment)
  const { need, read, faults } = reader(given)
  const namespace = read('SERVICE_BUS_CONNECTION__fullyQualifiedNamespace', hostName)
  const connection = read('SERVICE_BUS_CONNECTION', connectionString)
  const key = read('COSMOS_KEY', text)
  const paymentKey = read('PAYMENT_GATEWAY_KEY', text)
  const settings: Settings = {
    documents: { endpoint: need('COSMOS_ENDPOINT', address), ...(key ? { key } : {}) },
    messages: namespace ? { fullyQualifiedNamespace: namespace } : { connectionString: connection ?? '' },
    files: filesFrom(read('STORAGE_CONNECTION', text), read('STORAGE_CONNECTION__blobServiceUri', address)),
    mail: {
      url: smtpUrl({
        host: need('SMTP_HOST', mailServer),
        port: need('SMTP_PORT', port),
        user: read('SMTP_USER', text),
        password: read('SMTP_PASSWORD', text),
      }),
      from: need('MAIL_FROM', sender),
    },
    identity: {
      issuers: {
        templates: need('TOKEN_ISSUER_TEMPLATE', issuers),
        keysUrl: need('TOKEN_JWKS_URI', address),
      },
      audiences: need('TOKEN_AUDIENCE', audiences),
      operatorTenantId: need('OPERATOR_TENANT_ID', organisation),
    },
    seller: {
      name: read('SELLER_NAME', text) ?? 'Seatwarden',
      address: read('SELLER_ADDRESS', addressLines) ?? [],
      taxId: read('SELLER_TAX_ID', text) ?? null,
    },
    payments: {
      baseUrl: need('PAYMENT_GATEWAY_URL', address),
      ...(paymentKey ? { apiKey: paymentKey } : {}),
    },
    publicBaseUrl: need('PUBLIC_BASE_URL', address),
    portalUrl: need('PORTAL_URL', address),
    portal: {
      clientId: need('PORTAL_CLIENT_ID', text),
      authority: need('PORTAL_AUTHORITY', address),
      scope: need('PORTAL_SCOPE', text),
      cardFieldsUrl: need('CARD_FIELDS_URL', address),
    },
    catalogueProfile: read('CATALOGUE_PROFILE', profile) ?? 'all',
    rateLimitPerSecond: read('RATE_LIMIT_PER_SECOND', requests) ?? 50,
    tenantRequestUnitsPerSecond: read('TENANT_REQUEST_UNITS_PER_SECOND', requestUnits) ?? 10_000,
    throttleShare: read('THROTTLE_SHARE', share) ?? 0.6,
    workSliceMs: read('WORK_SLICE_MS', milliseconds) ?? 15_000,
    maxDeliveryCount: read('MAX_DELIVERY_COUNT', deliveries),
    // No default: the Functions host reads it too, straight from the environment.
    sweepSchedule: need('SWEEP_SCHEDULE', schedule),
    clockFile: read('CLOCK_FILE', text),
    webhooksMayBeLocal: read('WEBHOOKS_MAY_BE_LOCAL', yesOrNo) ?? false,
    telemetry: telemetryFrom(read),
    websiteSiteName: read('WEBSITE_SITE_NAME', text),
  }
  faults.push(...contradictions(given))
  if (faults.length > 0) {
    throw new Error(`The settings are not complete:\n${faults.map((fault) => `- ${fault}`).join('\n')}`)
  }
  return settings
}

/** What a setting is set to. Blanks are nothing. Asked by name alone: so a check can tell which settings there are. */
type Given = (name: string) => string | undefined

function givenIn(environment: Environment): Given {
  return (name) => {
    const value = ownValue(environment, name)
    return value?.trim() ? value : undefined
  }
}

function telemetryFrom(
  read: <T>(name: string, kind: Kind<T>) => T | undefined,
): TelemetrySettings | undefined {
  const connection = read('APPLICATIONINSIGHTS_CONNECTION_STRING', insightsConnection)
  const identity = read('APPLICATIONINSIGHTS_AUTHENTICATION_STRING', insightsSignIn)
  const endpoint = read('OTEL_EXPORTER_OTLP_ENDPOINT', address)
  const headers = read('OTEL_EXPORTER_OTLP_HEADERS', collectorHeaders) ?? {}
  read('OTEL_EXPORTER_OTLP_PROTOCOL', overHttp)
  const traceShare = read('OTEL_TRACES_SAMPLER_ARG', share) ?? 1
  const metricsEveryMs = read('OTEL_METRIC_EXPORT_INTERVAL', milliseconds) ?? 60_000
  if (!connection && endpoint === undefined) return undefined
  return {
    ...(endpoint === undefined ? {} : { otlp: { endpoint, headers } }),
    ...(connection ? { applicationInsights: { ...connection, ...(identity ? { identity } : {}) } } : {}),
    traceShare,
    metricsEveryMs,
  }
}

/** Values are left out of what is said: some are secrets. */
function reader(given: Given) {
  const faults: string[] = []
  const say = (name: string, { expected }: Kind<unknown>, found: string) => {
    faults.push(`${name}: expected ${expected}, ${found}.`)
  }
  const read = <T>(name: string, kind: Kind<T>): T | undefined => {
    const found = given(name)
    if (found === undefined) return undefined
    const value = isReference(found) ? undefined : kind.read(found)
    if (value !== undefined) return value
    say(name, kind, isReference(found) ? unresolved : 'it is something else')
    return undefined
  }
  return {
    faults,
    read,
    /** Where it is missing or wrong, nobody gets to see the value: all faults are thrown together. */
    need<T>(name: string, kind: Kind<T>): T {
      if (given(name) === undefined) say(name, kind, 'it is missing')
      return read(name, kind) as T
    },
  }
}

/** What Azure leaves in the place of a secret that it could not read, without a word. */
function isReference(value: string): boolean {
  return /^@Microsoft\.KeyVault\(/i.test(value)
}

const unresolved = 'Azure could not read the secret in Key Vault that it refers to'

// Read at each cold start, so without a library that would take longer to load than all the rest.
const text: Kind<string> = { expected: 'a text', read: (given) => given }
const address: Kind<string> = {
  expected: 'an http or https address',
  read: (given) => (isAddress(given) ? given.replace(/\/+$/, '') : undefined),
}
const connectionString = matching('a connection string that starts with Endpoint=sb://', /^Endpoint=sb:\/\//i)
const hostName = matching('a host name such as name.servicebus.windows.net', /^[\w.-]+$/)
const mailServer = matching('the host name of the mail server', /\S/)
const schedule = matching('an NCRONTAB expression of six fields', /^\S+(\s+\S+){5}$/)
const port = whole('a port', 1, 65_535)
const requests = whole('a whole number of requests', 1)
const requestUnits = whole('a whole number of request units', 1)
const deliveries = whole('a whole number of deliveries', 1)
const milliseconds = whole('a whole number of milliseconds', 1)
const share = number('a number from 0 to 1', 0, 1)
const issuers = list('one or more issuers with {tid} in them, separated by commas')
const audiences = list('one or more audiences, separated by commas')
const addressLines = list('an address, its lines separated by commas')
const organisation: Kind<string> = {
  expected: 'the id of the organisation that runs this',
  read: parseGuid,
}
const profile: Kind<Settings['catalogueProfile']> = {
  expected: 'all or powerPlatform',
  read: (given) => (given === 'all' || given === 'powerPlatform' ? given : undefined),
}
const yesOrNo: Kind<boolean> = {
  expected: 'true or false',
  read: (given) => (given === 'true' ? true : given === 'false' ? false : undefined),
}
const mailFrom =
  /^(?:(?<name>[^<>]*[^<>\s])\s*)?<(?<inBrackets>[^<>@\s]+@[^<>@\s]+)>$|^(?<bare>[^<>@\s]+@[^<>@\s]+)$/
const sender: Kind<Settings['mail']['from']> = {
  expected: 'a mail address, or Name <address>',
  read(given) {
    const { name = 'Seatwarden', inBrackets, bare } = mailFrom.exec(given)?.groups ?? {}
    const address = inBrackets ?? bare
    return address === undefined ? undefined : { name, address }
  },
}

function isAddress(given: string): boolean {
  return /^https?:/.test(given) && URL.canParse(given)
}

/** What no single setting can tell. */
function contradictions(given: Given): string[] {
  const faults: string[] = []
  const exactlyOne = (a: string, b: string, needed: boolean) => {
    if (given(a) && given(b)) faults.push(`${a} and ${b}: expected one of them, both are set.`)
    if (needed && !given(a) && !given(b)) faults.push(`${a} or ${b}: expected one of them, both are missing.`)
  }
  exactlyOne('SERVICE_BUS_CONNECTION', 'SERVICE_BUS_CONNECTION__fullyQualifiedNamespace', true)
  exactlyOne('STORAGE_CONNECTION', 'STORAGE_CONNECTION__blobServiceUri', false)
  if (Boolean(given('SMTP_USER')) !== Boolean(given('SMTP_PASSWORD'))) {
    faults.push('SMTP_USER and SMTP_PASSWORD: expected both or neither, one is set.')
  }
  // The client library sends Entra tokens over TLS only.
  if (!given('COSMOS_KEY') && given('COSMOS_ENDPOINT')?.startsWith('http:')) {
    faults.push('COSMOS_KEY: expected a key, since COSMOS_ENDPOINT is not https.')
  }
  if (given('APPLICATIONINSIGHTS_AUTHENTICATION_STRING') && !given('APPLICATIONINSIGHTS_CONNECTION_STRING')) {
    faults.push('APPLICATIONINSIGHTS_CONNECTION_STRING: expected one to sign in to, it is missing.')
  }
  faults.push(...untrusted(given))
  return faults
}

/** A forgotten local setting must stop the start in Azure, not let anybody in. */
function untrusted(given: Given): string[] {
  const site = given('WEBSITE_SITE_NAME')
  const templates =
    given('TOKEN_ISSUER_TEMPLATE')
      ?.split(',')
      .map((one) => one.trim()) ?? []
  const keysUrl = given('TOKEN_JWKS_URI')
  const faults: string[] = []
  const check = (name: string, issuers: TrustedIssuers) => {
    try {
      assertTrusted(issuers, site)
    } catch (cause) {
      faults.push(`${name}: ${cause instanceof Error ? cause.message : cause}`)
    }
  }
  const microsofts = 'https://login.microsoftonline.com'
  for (const template of templates)
    check('TOKEN_ISSUER_TEMPLATE', { templates: [template], keysUrl: microsofts })
  if (keysUrl) check('TOKEN_JWKS_URI', { templates: [], keysUrl })
  const authority = given('PORTAL_AUTHORITY')
  if (authority && isAddress(authority)) check('PORTAL_AUTHORITY', { templates: [], keysUrl: authority })
  if (site && given('CARD_FIELDS_URL')?.startsWith('http:')) {
    faults.push(`CARD_FIELDS_URL: expected https, since this is Azure (WEBSITE_SITE_NAME is ${site}).`)
  }
  if (site && given('COSMOS_ENDPOINT')?.startsWith('http:')) {
    faults.push(`COSMOS_ENDPOINT: expected https, since this is Azure (WEBSITE_SITE_NAME is ${site}).`)
  }
  if (site && given('OTEL_EXPORTER_OTLP_ENDPOINT') && !given('OTEL_EXPORTER_OTLP_PROTOCOL')) {
    faults.push(
      'OTEL_EXPORTER_OTLP_PROTOCOL: expected http/protobuf, or the Functions host speaks gRPC there.',
    )
  }
  if (site && given('CLOCK_FILE')) {
    faults.push(`CLOCK_FILE: expected none, since this is Azure (WEBSITE_SITE_NAME is ${site}).`)
  }
  // A customer could have whatever answers there called.
  if (site && given('WEBHOOKS_MAY_BE_LOCAL') === 'true') {
    faults.push(`WEBHOOKS_MAY_BE_LOCAL: expected none, since this is Azure (WEBSITE_SITE_NAME is ${site}).`)
  }
  if (site && given('SERVICE_BUS_CONNECTION')?.includes('UseDevelopmentEmulator=true')) {
    faults.push(
      `SERVICE_BUS_CONNECTION: expected no emulator, since this is Azure (WEBSITE_SITE_NAME is ${site}).`,
    )
  }
  return faults
}

function filesFrom(connectionString: string | undefined, serviceUrl: string | undefined): Settings['files'] {
  if (serviceUrl) return { serviceUrl }
  return connectionString ? { connectionString } : undefined
}

function smtpUrl(server: {
  readonly host: string
  readonly port: number
  readonly user: string | undefined
  readonly password: string | undefined
}): string {
  const { host, port, user, password = '' } = server
  const login = user ? `${encodeURIComponent(user)}:${encodeURIComponent(password)}@` : ''
  // 465 speaks TLS from the first byte; every other port upgrades.
  return `${port === 465 ? 'smtps' : 'smtp'}://${login}${host}:${port}`
}
