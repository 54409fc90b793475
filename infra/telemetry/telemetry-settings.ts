/** Where telemetry goes to; neither where nothing is told. */
export interface TelemetrySettings {
  /** The base address of OTLP over HTTP, without a slash at the end. */
  readonly otlp?: { readonly endpoint: string; readonly headers: Readonly<Record<string, string>> }
  readonly applicationInsights?: ApplicationInsights
  /** The share of traces that is recorded, from 0 to 1. */
  readonly traceShare: number
  readonly metricsEveryMs: number
}

export interface ApplicationInsights {
  readonly instrumentationKey: string
  /** Without a slash at the end. */
  readonly ingestionEndpoint: string
  /** Present where it takes what a managed identity sends, and nothing else; the app's own one when no other is named. */
  readonly identity?: { readonly clientId?: string }
}

/** The kinds of settings; `read` gives undefined for what is something else. */
export const insightsConnection = {
  expected: 'a connection string with InstrumentationKey=',
  read(text: string): Omit<ApplicationInsights, 'identity'> | undefined {
    const { instrumentationkey: instrumentationKey = '', ingestionendpoint: endpoint = everywhere } =
      fields(text)
    const isGood = /^[0-9a-f-]{36}$/i.test(instrumentationKey) && isSafe(endpoint)
    return isGood ? { instrumentationKey, ingestionEndpoint: endpoint.replace(/\/+$/, '') } : undefined
  },
}

/** As the Functions host reads it. */
export const insightsSignIn = {
  expected: 'Authorization=AAD, with or without ClientId=',
  read(text: string): { readonly clientId?: string } | undefined {
    const { authorization = '', clientid } = fields(text)
    if (authorization.toUpperCase() !== 'AAD') return undefined
    return clientid ? { clientId: clientid } : {}
  },
}

/** As OpenTelemetry has it: values may be percent-encoded. */
export const collectorHeaders = {
  expected: 'name=value, separated by commas',
  read(text: string): Readonly<Record<string, string>> | undefined {
    const headers: Record<string, string> = {}
    for (const pair of text.split(',')) {
      const [, name, value] = /^\s*([\w-]+)\s*=\s*([\x21-\x7e]+)\s*$/.exec(pair) ?? []
      // What no header can hold would be refused with each call.
      const isGood = value !== undefined && /^(?:[^%]|%[2-6][0-9a-f]|%7[0-9a-e])+$/i.test(value)
      if (!name || !isGood) return undefined
      headers[name] = decodeURIComponent(value)
    }
    return headers
  },
}

/** What the Functions host takes for it when nothing is said is gRPC, which answers at another port. */
export const overHttp = {
  expected: 'http/protobuf',
  read: (text: string): string | undefined => (text === 'http/protobuf' ? text : undefined),
}

/** Where a connection string names no region. */
const everywhere = 'https://dc.services.visualstudio.com'

/** A token may go there: not without TLS, except on this machine. */
function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1')
}

function fields(text: string): Readonly<Record<string, string | undefined>> {
  const pairs = text.split(';').map((pair) => {
    const at = pair.indexOf('=')
    return [pair.slice(0, at).trim().toLowerCase(), pair.slice(at + 1).trim()] as const
  })
  return Object.fromEntries(pairs)
}
