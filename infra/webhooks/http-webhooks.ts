import { randomBytes } from 'node:crypto'
import { type LookupAddress, type LookupAllOptions, lookup as lookUp } from 'node:dns'
import { type IncomingHttpHeaders, request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { toMilliseconds } from '#core/kernel/time.ts'
import type { WebhookAnswer, WebhookProblem, Webhooks } from '#core/ports/webhooks.ts'
import { isLoopback, isPublicAddress } from './public-addresses.ts'

export interface HttpWebhooksOptions {
  /** On one machine only: then receivers may be on it, without TLS. */
  readonly mayBeLocal: boolean
  readonly timeoutMs?: number
  /** What names stand for; as this machine knows it when absent. */
  readonly resolve?: Resolve
}

export type Resolve = (
  name: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/**
 * Calls of receivers, signed as https://www.standardwebhooks.com says. What a name stands for is judged as the connection
 * is made, and just that address is connected to: a name that stands for another one a moment later is no way in.
 */
export function httpWebhooks(options: HttpWebhooksOptions): Webhooks {
  const call = caller(options)
  return {
    isRefused: (address) => !isAllowed(address, options),

    newSecret: () => `whsec_${randomBytes(32).toString('base64')}`,

    async ask(address, origin) {
      const answer = await call(address, 'OPTIONS', { 'webhook-request-origin': origin })
      if ('problem' in answer) return { ...answer, allowed: false }
      const { status, headers } = answer
      const given = headers['webhook-allowed-origin']
      const allowed = status >= 200 && status < 300 && (given === '*' || given === origin)
      const perMinute = Number(headers['webhook-allowed-rate'])
      return { status, allowed, ...(Number.isSafeInteger(perMinute) && perMinute > 0 ? { perMinute } : {}) }
    },

    async post(address, { id, at, body, secrets }) {
      const sentAt = new Date(toMilliseconds(at))
      const signatures = secrets.map((secret) => new Webhook(secret).sign(id, sentAt, body))
      const headers = {
        'content-type': 'application/cloudevents+json; charset=utf-8',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
        'webhook-signature': signatures.join(' '),
      }
      const answer = await call(address, 'POST', headers, body)
      if ('problem' in answer) return answer
      return { status: answer.status, ...retryAfter(answer.headers, sentAt) }
    },
  }
}

/** What can be told without asking what the name stands for. */
function isAllowed(address: string, { mayBeLocal }: HttpWebhooksOptions): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, username, password, hostname } = new URL(address)
  if (username !== '' || password !== '') return false
  const isSecure = protocol === 'https:'
  if (!isSecure && !(mayBeLocal && protocol === 'http:' && isOfThisMachine(hostname))) return false
  const literal = literalIn(hostname)
  return literal === undefined || mayConnect(literal, mayBeLocal)
}

function isOfThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || isLoopback(literalIn(hostname) ?? '')
}

function literalIn(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return isIP(bare) === 0 ? undefined : bare
}

function mayConnect(address: string, mayBeLocal: boolean): boolean {
  return isPublicAddress(address) || (mayBeLocal && isLoopback(address))
}

type Answered = { readonly status: number; readonly headers: IncomingHttpHeaders }

function caller(options: HttpWebhooksOptions) {
  const { timeoutMs = 10_000, mayBeLocal, resolve = lookUp } = options
  const lookup = publicOnly(resolve, mayBeLocal)
  return async (
    address: string,
    method: 'OPTIONS' | 'POST',
    headers: Readonly<Record<string, string>>,
    body?: string,
  ): Promise<Answered | { readonly problem: WebhookProblem }> => {
    // Who made the webhook was told; its address may be from a time when other rules held.
    if (!isAllowed(address, options)) return { problem: 'addressNotPublic' }
    const request = address.startsWith('https:') ? overHttps : overHttp
    try {
      return await new Promise<Answered>((answered, failed) => {
        const sent = request(address, {
          method,
          lookup,
          // None is kept open: each call looks again at what the name stands for.
          agent: false,
          signal: AbortSignal.timeout(timeoutMs),
          headers: { 'user-agent': 'Seatwarden', ...headers },
        })
        sent.on('error', failed)
        sent.on('response', (response) => {
          answered({ status: response.statusCode ?? 0, headers: response.headers })
          // What else it says is not wanted, however long that is.
          response.on('error', () => {}).destroy()
        })
        sent.end(body)
      })
    } catch (error) {
      return { problem: problemOf(error) }
    }
  }
}

class NotPublic extends Error {}

/** Only addresses that may be connected to; none at all where one of them may not. */
function publicOnly(resolve: Resolve, mayBeLocal: boolean): LookupFunction {
  return (name, options, callback) => {
    resolve(name, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? []
      if (error || !first) return callback(error ?? new Error(`${name} has no address.`), '', 0)
      if (!addresses.every(({ address }) => mayConnect(address, mayBeLocal))) {
        return callback(new NotPublic(`${name} stands for an address that is not public.`), '', 0)
      }
      if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

function problemOf(error: unknown): WebhookProblem {
  if (error instanceof NotPublic) return 'addressNotPublic'
  const { name, code = '' } = error as NodeJS.ErrnoException
  if (name === 'AbortError' || name === 'TimeoutError') return 'noAnswerInTime'
  if (/^(ENOTFOUND|EAI_|ENODATA)/.test(code)) return 'nameNotFound'
  if (/CERT|^ERR_TLS|^UNABLE_TO_|SELF_SIGNED/.test(code)) return 'certificateNotTrusted'
  return 'noConnection'
}

/** Seconds, or a date. */
function retryAfter(
  headers: IncomingHttpHeaders,
  now: Date,
): Pick<Exclude<WebhookAnswer, { problem: unknown }>, 'retryAfterMs'> {
  const given = headers['retry-after']
  if (given === undefined) return {}
  const ms = /^\d{1,7}$/.test(given) ? Number(given) * 1_000 : Date.parse(given) - now.getTime()
  return ms > 0 ? { retryAfterMs: ms } : {}
}
