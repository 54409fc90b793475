import * as z from 'zod'
import { assertTrusted, type TrustedIssuers } from './identity/issuers.ts'

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
  readonly payments: { readonly baseUrl: string; readonly apiKey?: string }
  /** Where callers reach this API, without a slash at the end. */
  readonly publicBaseUrl: string
  readonly portalUrl: string
  readonly catalogueProfile: 'all' | 'powerPlatform'
  readonly rateLimitPerSecond: number
  /** What one tenant's partition gives. */
  readonly tenantRequestUnitsPerSecond: number
  /** The share of it that a job may take; 0 does not throttle. */
  readonly throttleShare: number
  /** How long a worker works before it saves and sends the next wake-up message. */
  readonly workSliceMs: number
  /** NCRONTAB with seconds. */
  readonly sweepSchedule: string
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
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()))
  const read = shape.safeParse(given)
  const faults = [
    ...(read.error?.issues ?? []).map((issue) => faultOf(issue, given)),
    ...contradictions(given),
  ]
  if (!read.success || faults.length > 0) {
    throw new Error(`The settings are not complete:\n${faults.map((fault) => `- ${fault}`).join('\n')}`)
  }
  return arrange(read.data)
}

/** Each text completes the sentence "expected ...". */
const url = z.url({ protocol: /^https?$/, error: 'an http or https address' }).transform(withoutSlash)
const text = (expected: string, pattern = /\S/) =>
  z.string({ error: expected }).regex(pattern, { error: expected })
const number = (expected: string, min: number, max = Number.MAX_SAFE_INTEGER) =>
  z.coerce.number({ error: expected }).min(min, { error: expected }).max(max, { error: expected })
const whole = (expected: string, min: number, max?: number) =>
  number(expected, min, max).int({ error: expected })
const list = (expected: string) =>
  text(expected)
    .transform((value) => value.split(',').map((one) => one.trim()))
    .refine((values) => values.every((one) => one !== ''), { error: expected })

const mailFrom =
  /^(?:(?<name>[^<>]*[^<>\s])\s*)?<(?<inBrackets>[^<>@\s]+@[^<>@\s]+)>$|^(?<bare>[^<>@\s]+@[^<>@\s]+)$/

const shape = z.object({
  COSMOS_ENDPOINT: url,
  COSMOS_KEY: z.string().optional(),
  SERVICE_BUS_CONNECTION: text(
    'a connection string that starts with Endpoint=sb://',
    /^Endpoint=sb:\/\//i,
  ).optional(),
  SERVICE_BUS_CONNECTION__fullyQualifiedNamespace: text(
    'a host name such as name.servicebus.windows.net',
    /^[\w.-]+$/,
  ).optional(),
  STORAGE_CONNECTION: z.string().optional(),
  STORAGE_CONNECTION__blobServiceUri: url.optional(),
  SMTP_HOST: text('the host name of the mail server'),
  SMTP_PORT: whole('a port', 1, 65_535),
  SMTP_USER: z.string().optional(),
  SMTP_PASSWORD: z.string().optional(),
  MAIL_FROM: text('a mail address, or Name <address>', mailFrom),
  TOKEN_ISSUER_TEMPLATE: list('one or more issuers with {tid} in them, separated by commas'),
  TOKEN_JWKS_URI: url,
  TOKEN_AUDIENCE: list('one or more audiences, separated by commas'),
  OPERATOR_TENANT_ID: z.guid({ error: 'the id of the organisation that runs this' }).toLowerCase(),
  PAYMENT_GATEWAY_URL: url,
  PAYMENT_GATEWAY_KEY: z.string().optional(),
  PUBLIC_BASE_URL: url,
  PORTAL_URL: url,
  CATALOGUE_PROFILE: z.enum(['all', 'powerPlatform'], { error: 'all or powerPlatform' }).default('all'),
  RATE_LIMIT_PER_SECOND: whole('a whole number of requests', 1).default(50),
  TENANT_REQUEST_UNITS_PER_SECOND: whole('a whole number of request units', 1).default(10_000),
  THROTTLE_SHARE: number('a number from 0 to 1', 0, 1).default(0.6),
  WORK_SLICE_MS: whole('a whole number of milliseconds', 1).default(15_000),
  // No default: the Functions host reads it too, straight from the environment.
  SWEEP_SCHEDULE: text('an NCRONTAB expression of six fields', /^\S+(\s+\S+){5}$/),
  WEBSITE_SITE_NAME: z.string().optional(),
})

/** What no single setting can tell. */
function contradictions(given: Environment): string[] {
  const faults: string[] = []
  const exactlyOne = (a: string, b: string, needed: boolean) => {
    if (given[a] && given[b]) faults.push(`${a} and ${b}: expected one of them, both are set.`)
    if (needed && !given[a] && !given[b]) faults.push(`${a} or ${b}: expected one of them, both are missing.`)
  }
  exactlyOne('SERVICE_BUS_CONNECTION', 'SERVICE_BUS_CONNECTION__fullyQualifiedNamespace', true)
  exactlyOne('STORAGE_CONNECTION', 'STORAGE_CONNECTION__blobServiceUri', false)
  if (Boolean(given['SMTP_USER']) !== Boolean(given['SMTP_PASSWORD'])) {
    faults.push('SMTP_USER and SMTP_PASSWORD: expected both or neither, one is set.')
  }
  // The client library sends Entra tokens over TLS only.
  if (!given['COSMOS_KEY'] && given['COSMOS_ENDPOINT']?.startsWith('http:')) {
    faults.push('COSMOS_KEY: expected a key, since COSMOS_ENDPOINT is not https.')
  }
  faults.push(...untrusted(given))
  return faults
}

/** A forgotten local setting must stop the start in Azure, not open the door. */
function untrusted(given: Environment): string[] {
  const site = given['WEBSITE_SITE_NAME']
  const templates = given['TOKEN_ISSUER_TEMPLATE']?.split(',').map((one) => one.trim()) ?? []
  const keysUrl = given['TOKEN_JWKS_URI']
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
  if (site && given['COSMOS_ENDPOINT']?.startsWith('http:')) {
    faults.push(`COSMOS_ENDPOINT: expected https, since this is Azure (WEBSITE_SITE_NAME is ${site}).`)
  }
  if (site && given['SERVICE_BUS_CONNECTION']?.includes('UseDevelopmentEmulator=true')) {
    faults.push(
      `SERVICE_BUS_CONNECTION: expected no emulator, since this is Azure (WEBSITE_SITE_NAME is ${site}).`,
    )
  }
  return faults
}

/** Values are left out: some are secrets. */
function faultOf(issue: z.core.$ZodIssue, given: Environment): string {
  const name = String(issue.path[0])
  const found = given[name] === undefined ? 'it is missing' : 'it is something else'
  return `${name}: expected ${issue.message}, ${found}.`
}

function arrange(values: z.infer<typeof shape>): Settings {
  const namespace = values.SERVICE_BUS_CONNECTION__fullyQualifiedNamespace
  return {
    documents: { endpoint: values.COSMOS_ENDPOINT, ...(values.COSMOS_KEY ? { key: values.COSMOS_KEY } : {}) },
    messages: namespace
      ? { fullyQualifiedNamespace: namespace }
      : { connectionString: values.SERVICE_BUS_CONNECTION ?? '' },
    files: filesFrom(values.STORAGE_CONNECTION, values.STORAGE_CONNECTION__blobServiceUri),
    mail: { url: smtpUrl(values), from: sender(values.MAIL_FROM) },
    identity: {
      issuers: { templates: values.TOKEN_ISSUER_TEMPLATE, keysUrl: values.TOKEN_JWKS_URI },
      audiences: values.TOKEN_AUDIENCE,
      operatorTenantId: values.OPERATOR_TENANT_ID,
    },
    payments: {
      baseUrl: values.PAYMENT_GATEWAY_URL,
      ...(values.PAYMENT_GATEWAY_KEY ? { apiKey: values.PAYMENT_GATEWAY_KEY } : {}),
    },
    publicBaseUrl: values.PUBLIC_BASE_URL,
    portalUrl: values.PORTAL_URL,
    catalogueProfile: values.CATALOGUE_PROFILE,
    rateLimitPerSecond: values.RATE_LIMIT_PER_SECOND,
    tenantRequestUnitsPerSecond: values.TENANT_REQUEST_UNITS_PER_SECOND,
    throttleShare: values.THROTTLE_SHARE,
    workSliceMs: values.WORK_SLICE_MS,
    sweepSchedule: values.SWEEP_SCHEDULE,
    websiteSiteName: values.WEBSITE_SITE_NAME,
  }
}

function filesFrom(connectionString: string | undefined, serviceUrl: string | undefined): Settings['files'] {
  if (serviceUrl) return { serviceUrl }
  return connectionString ? { connectionString } : undefined
}

function smtpUrl(values: z.infer<typeof shape>): string {
  // 465 speaks TLS from the first byte; every other port upgrades.
  const { SMTP_HOST: host, SMTP_PORT: port, SMTP_USER: user, SMTP_PASSWORD: password } = values
  const login = user ? `${encodeURIComponent(user)}:${encodeURIComponent(password ?? '')}@` : ''
  return `${port === 465 ? 'smtps' : 'smtp'}://${login}${host}:${port}`
}

function sender(from: string): Settings['mail']['from'] {
  const { name, inBrackets, bare } = mailFrom.exec(from)?.groups ?? {}
  return { name: name ?? 'Seatwarden', address: inBrackets ?? bare ?? from }
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '')
}
