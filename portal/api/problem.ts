import type { Schemas } from './client.ts'

export type ErrorCode = Schemas['Error']['error']['code']
/** `Unreachable`: no answer came. `NotUnderstood`: one came, from something else than the API. */
export type ProblemCode = ErrorCode | 'Unreachable' | 'NotUnderstood'

/** A call that was not served. The message is the API's, in the language that was asked for. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly status: number | undefined
  /** To tell whoever helps. */
  readonly requestId: string | undefined
  readonly retryAfterMs: number | undefined
  readonly target: string | undefined
  readonly details: NonNullable<Schemas['Error']['error']['details']>
  /** Facts that a program can act on. */
  readonly facts: Readonly<Record<string, unknown>>

  constructor(
    code: ProblemCode,
    message: string,
    response?: Response,
    error?: Schemas['Error']['error'],
    cause?: unknown,
  ) {
    super(message, { cause })
    this.code = code
    this.status = response?.status
    this.requestId = response?.headers.get('x-ms-request-id') ?? undefined
    this.retryAfterMs = response && retryAfterMsOf(response)
    this.target = error?.target
    this.details = error?.details ?? []
    this.facts = error?.innererror ?? {}
  }

  /** Whether the same call may well be served later, and cannot have had an effect that a repeat would double. */
  get passes(): boolean {
    return (
      this.code === 'Unreachable' || this.status === 429 || (this.status !== undefined && this.status >= 500)
    )
  }
}

/** Whether to ask again and again is of no use: the API has said no, or somebody has to sign in. */
export function isFinal(error: unknown): boolean {
  return error instanceof Problem && !error.passes && error.code !== 'NotUnderstood'
}

export function retryAfterMsOf(response: Response): number | undefined {
  // The other form, a date, is none that the API uses.
  const seconds = Number(response.headers.get('Retry-After') || Number.NaN)
  return Number.isFinite(seconds) ? Math.max(0, seconds * 1_000) : undefined
}

interface Answer<Data> {
  readonly data?: Data
  readonly error?: unknown
  readonly response: Response
}

/** What was answered, or throws a `Problem`. */
export async function answered<Data>(
  call: Promise<Answer<Data>>,
): Promise<{ data: Data; response: Response }> {
  const { data, error, response } = await reached(call)
  if (response.ok) return { data: data as Data, response }
  const envelope = (error as Partial<Schemas['Error']> | undefined)?.error
  if (!envelope?.code) throw new Problem('NotUnderstood', `HTTP ${response.status}`, response)
  throw new Problem(envelope.code, envelope.message, response, envelope)
}

/** As `answered`, of which most want the body alone. */
export async function ok<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  return (await answered(call)).data
}

async function reached<Data>(call: Promise<Answer<Data>>): Promise<Answer<Data>> {
  try {
    return await call
  } catch (cause) {
    // `fetch` throws a TypeError for any network's fault, and the signal's reason when patience ended.
    const noAnswer =
      cause instanceof TypeError || (cause instanceof DOMException && cause.name === 'TimeoutError')
    if (noAnswer) throw new Problem('Unreachable', 'No answer', undefined, undefined, cause)
    if (cause instanceof SyntaxError)
      throw new Problem('NotUnderstood', 'Not JSON', undefined, undefined, cause)
    throw cause
  }
}
