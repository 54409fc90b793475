import { createHash, randomUUID } from 'node:crypto'
import { type ErrorOfApi, Failure } from './failure.ts'
import { failureOf } from './refused.ts'
import type { Surroundings } from './surroundings.ts'

export const apiVersion = '2026-11-01'
/** No answer after so long: the service hangs, or the network does. */
const patienceMs = 60_000
const triesMax = 6
const waitFirstMs = 1_000
/** Told to wait for longer, whoever called decides when to try again. */
const waitMaxMs = 60_000

export interface SendOptions extends Pick<Surroundings, 'fetch' | 'wait' | 'interrupted'> {
  /** An access token; with `renew` a new one, or undefined where there is none. */
  readonly token: (renew: boolean) => Promise<string | undefined>
  /** Under which every POST is done once, over several runs too; a new one for each when absent. */
  readonly repeatId?: string | undefined
  /** Hears why it takes longer. */
  readonly tell: (line: string) => void
}

/**
 * Sends a request until its answer is known, and gives back the answer where it is a good one; throws a `Failure` with
 * what to do where it is not. A POST goes out under one id, however often.
 */
export function sender(options: SendOptions): (request: Request) => Promise<Response> {
  const runId = options.repeatId ?? randomUUID()
  const repeats = repeatIds(runId)
  return async (plain) => {
    const url = new URL(plain.url)
    const isPost = plain.method === 'POST'
    const repeatId = isPost ? repeats(url.pathname) : undefined
    url.searchParams.set('api-version', apiVersion)
    const headers = new Headers(plain.headers)
    headers.set('Accept-Language', 'en')
    if (repeatId !== undefined) {
      headers.set('Repeatability-Request-ID', repeatId)
      headers.set('Repeatability-First-Sent', new Date().toUTCString())
    }
    const body = plain.body === null ? undefined : await plain.text()
    const asked = { url, method: plain.method, headers, body }
    const onlyReads = plain.method === 'GET' || /\/preview[^/]*$/.test(url.pathname)
    const unknownOutcome = onlyReads ? undefined : howToAskAgain(isPost ? runId : undefined)
    return untilKnown(options, asked, unknownOutcome)
  }
}

interface Asked {
  readonly url: URL
  readonly method: string
  readonly headers: Headers
  readonly body: string | undefined
}

async function untilKnown(
  options: SendOptions,
  asked: Asked,
  unknownOutcome: string | undefined,
): Promise<Response> {
  let renew = false
  for (let tries = 1; ; tries += 1) {
    const answer = await once(options, asked, unknownOutcome)
    if ('response' in answer && answer.response.ok) return answer.response
    if ('response' in answer && answer.response.status === 401 && !renew) {
      // A token lasts an hour or so, an operation may take longer.
      renew = (await options.token(true)) !== undefined
      if (renew) continue
    }
    const { failure, waitMs, isRepeatable } = judge(answer, asked, unknownOutcome)
    if (!isRepeatable || tries >= triesMax || (waitMs ?? 0) > waitMaxMs) throw failure
    const pause = Math.max(waitMs ?? waitFirstMs * 2 ** (tries - 1), waitFirstMs)
    options.tell(`${failure.message} Trying again in ${Math.ceil(pause / 1_000)} s.`)
    await options.wait(pause).catch((cause: unknown) => {
      throw interruptedWith(unknownOutcome, cause)
    })
  }
}

type Answer =
  | { readonly response: Response; readonly error?: ErrorOfApi | undefined }
  | { readonly lost: unknown }

async function once(
  { fetch, interrupted, token }: SendOptions,
  { url, method, headers, body }: Asked,
  unknownOutcome: string | undefined,
): Promise<Answer> {
  const bearer = await token(false)
  if (bearer !== undefined) headers.set('Authorization', `Bearer ${bearer}`)
  const signal = AbortSignal.any([interrupted, AbortSignal.timeout(patienceMs)])
  try {
    const sent = new Request(url, {
      method,
      headers,
      signal,
      // The token is for this address alone.
      redirect: 'error',
      ...(body === undefined ? {} : { body }),
    })
    const response = await fetch(sent)
    const text = await response.text()
    const { status, headers: answered } = response
    if (response.ok) {
      if (status !== 204) JSON.parse(text)
      return { response: new Response(status === 204 ? null : text, { status, headers: answered }) }
    }
    return { response: new Response(text, { status, headers: answered }), error: errorIn(text) }
  } catch (cause) {
    if (interrupted.aborted) throw interruptedWith(unknownOutcome, cause)
    return { lost: cause }
  }
}

function interruptedWith(next: string | undefined, cause: unknown): Failure {
  return new Failure('interrupted', 'Interrupted.', { next, cause })
}

function judge(answer: Answer, { method, url }: Asked, unknownOutcome: string | undefined) {
  const isSafe = method === 'GET' || method === 'POST'
  if ('lost' in answer) {
    const cause = answer.lost
    const because = reasonOf(cause)
    const failure = new Failure('unavailable', `No answer from ${url.origin}: ${because}.`, {
      cause,
      next: unknownOutcome ?? 'Does it run, and is --api right? Then try again.',
    })
    return { failure, isRepeatable: isSafe, waitMs: undefined }
  }
  const { response, error } = answer
  const { status } = response
  const notDone = status === 429 || error?.innererror?.['outcome'] === 'notDone'
  const passes = [429, 500, 502, 503, 504].includes(status)
  const isOpen = passes && !notDone
  return {
    failure: failureOf(response, error, isOpen ? unknownOutcome : undefined),
    isRepeatable: passes && (isSafe || notDone),
    waitMs: retryAfterMs(response),
  }
}

function howToAskAgain(repeatId: string | undefined): string {
  return repeatId === undefined
    ? 'Whether it was done is not known: look, before you do it again.'
    : `Whether it was done is not known. The same command with --repeat-id ${repeatId} does it once, or tells what became of it.`
}

function reasonOf(cause: unknown): string {
  if (cause instanceof DOMException && cause.name === 'TimeoutError') return 'it took too long'
  if (cause instanceof SyntaxError) return 'what it said is not JSON'
  const inner = cause instanceof Error ? (cause.cause ?? cause) : cause
  return inner instanceof Error
    ? inner.message || String((inner as NodeJS.ErrnoException).code)
    : String(inner)
}

function errorIn(text: string): ErrorOfApi | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: Partial<ErrorOfApi> }
    return typeof error?.code === 'string' && typeof error.message === 'string'
      ? (error as ErrorOfApi)
      : undefined
  } catch {
    return undefined
  }
}

function retryAfterMs(response: Response): number | undefined {
  const seconds = Number(response.headers.get('Retry-After') || Number.NaN)
  return Number.isFinite(seconds) ? Math.max(0, seconds * 1_000) : undefined
}

/**
 * The ids of the calls of a run. The API keeps them by address: the first of an address has the run's own id, so that
 * a run that leaves out what is done already has the same ids for the rest.
 */
function repeatIds(runId: string): (path: string) => string {
  const calls = new Map<string, number>()
  return (path) => {
    const before = calls.get(path) ?? 0
    calls.set(path, before + 1)
    return before === 0 ? runId : derived(`${runId}:${before}`)
  }
}

function derived(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  )
}
