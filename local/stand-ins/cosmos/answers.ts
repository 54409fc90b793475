/** What goes back over the wire. Every answer of 400 and more has a body with `code` and `message`. */
export type Answer = {
  readonly status: number
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Request units. */
  readonly charge?: number
}

/** Errors cost about this much: Microsoft publishes no figure. */
export const errorCharge = 1

const codes: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  408: 'RequestTimeout',
  409: 'Conflict',
  410: 'Gone',
  412: 'PreconditionFailed',
  413: 'RequestEntityTooLarge',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  501: 'NotImplemented',
  503: 'ServiceUnavailable',
}

/** A request that is answered with an error. Thrown anywhere below the server, which writes it out. */
export class Failure extends Error {
  readonly status: number
  readonly substatus: number | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    status: number,
    message: string,
    more: {
      readonly substatus?: number
      readonly headers?: Readonly<Record<string, string>>
      readonly details?: Readonly<Record<string, unknown>>
    } = {},
  ) {
    super(message)
    this.status = status
    this.substatus = more.substatus
    this.headers = more.headers ?? {}
    this.details = more.details ?? {}
  }

  with(headers: Readonly<Record<string, string>>): Failure {
    const { status, message, substatus, details } = this
    const more = { headers: { ...headers, ...this.headers }, details }
    return new Failure(status, message, substatus === undefined ? more : { ...more, substatus })
  }

  answer(): Answer {
    const body = { code: codes[this.status] ?? 'Error', message: this.message, ...this.details }
    const substatus = this.substatus === undefined ? {} : { 'x-ms-substatus': String(this.substatus) }
    return {
      status: this.status,
      body: JSON.stringify(body),
      headers: { ...this.headers, ...substatus },
      charge: errorCharge,
    }
  }
}

/** Production may do this; the stand-in does not, and says so rather than guess. */
export function notDone(what: string): Failure {
  return new Failure(501, `The Cosmos stand-in does not do this: ${what}.`)
}

export function badRequest(message: string): Failure {
  return new Failure(400, message)
}
