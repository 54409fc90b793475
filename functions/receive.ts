import type { HttpRequest, HttpResponseInit } from '@azure/functions'
import type * as z from 'zod'
import { findCardNumber } from '#core/kernel/card-number.ts'
import type { Language } from '#core/kernel/language.ts'
import { isRefusal, notFound, type Refusal, refuse } from '#core/kernel/refusals.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import type { World } from '#core/ports/services.ts'
import { respond } from './answers.ts'
import { apiVersion } from './api-version.ts'
import { authenticate, type Caller, findPerson, isAny } from './caller.ts'
import type { Call, Door, Reply } from './door.ts'
import { languageOf } from './http/messages.ts'
import { answerAgain, repeatKeyOf } from './repeats.ts'
import { readJsonBody } from './request-body.ts'

/** Takes the request of a door through the checks in their fixed order (docs/architecture.md), and answers. */
export async function receive(
  world: World,
  door: Door,
  request: HttpRequest,
  waitMs: (caller: string) => number,
): Promise<HttpResponseInit> {
  const language = languageOf(request.headers.get('accept-language') ?? '')
  const traceparent = traceparentOf(world, request)
  const requestId = world.ids.next()
  let reply: Reply
  try {
    reply = await check(world, door, request, waitMs, language, traceparent)
  } catch (error) {
    reply = failure(world, door, error, requestId)
  }
  return respond(requestId, request, reply, language, traceparent)
}

async function check(
  world: World,
  door: Door,
  request: HttpRequest,
  waitMs: (caller: string) => number,
  language: Language,
  traceparent: string,
): Promise<Reply> {
  const header = (name: string) => request.headers.get(name)
  const url = new URL(request.url)

  const caller = door.who === 'anyone' ? nobody : await authenticate(world, header('authorization'))
  if (isRefusal(caller)) return caller
  const limited = limit(waitMs, caller, header('x-forwarded-for'))
  if (limited) return limited

  const query = readQuery(door, url)
  if (isRefusal(query)) return query
  const params = door.params.safeParse(request.params)
  if (!params.success) return notFound()

  const inside = await enter(world, door, caller, params.data)
  if (isRefusal(inside)) return inside
  if (door.who !== 'anyone' && !isAny(caller, door.who)) {
    return refuse('Forbidden', `This needs one of the roles ${door.who.join(', ')}.`, {
      facts: { anyOfRoles: door.who.join(', ') },
    })
  }

  const body = door.body ? await readBody(door.body, request) : { value: undefined, text: '' }
  if (isRefusal(body)) return body
  const path = url.pathname + url.search
  const repeat =
    door.method === 'POST' && !door.onlyReads
      ? repeatKeyOf(world.ids, header, {
          tenantId: caller.tenantId,
          userId: caller.userId,
          door: door.name,
          content: `${url.pathname}\n${body.text}`,
        })
      : undefined
  if (isRefusal(repeat)) return repeat
  const before = await answerAgain(world, caller.tenantId, repeat)
  if (before) return before

  const ifMatch = header('if-match')
  if (door.needsIfMatch && ifMatch === null) {
    return refuse('PreconditionRequired', 'Send the ETag that you have read as If-Match.')
  }
  const call = {
    world,
    params: params.data,
    query,
    body: body.value,
    caller,
    language,
    traceparent,
    repeat,
    path,
  }
  return door.handle({ ...call, ...inside, ifMatch: etagOf(ifMatch ?? '') } as Call<never, never, never>)
}

/** A tenant door opens only to people of that tenant; every other id is answered like an unknown one. */
async function enter(
  world: World,
  door: Door,
  caller: Caller,
  params: Record<string, unknown>,
): Promise<{ tenant: Tenant; person: User } | Refusal> {
  if (door.scope !== 'tenant') return {} as { tenant: Tenant; person: User }
  if (params['t'] !== caller.tenantId) return notFound()
  if (caller.claims.kind === 'app') {
    return refuse('Forbidden', 'This is for people: the token is of an application without one.')
  }
  return findPerson(world, caller)
}

function readQuery(door: Door, url: URL): Record<string, unknown> | Refusal {
  const { 'api-version': version, ...rest } = Object.fromEntries(url.searchParams)
  if (!door.unversioned) {
    if (version === undefined) {
      return refuse('MissingApiVersionParameter', `Expected the query parameter api-version=${apiVersion}.`)
    }
    if (version !== apiVersion) {
      return refuse('UnsupportedApiVersionValue', `Supported api-version: ${apiVersion}.`, {
        target: 'api-version',
      })
    }
  }
  if (findCardNumber(rest)) return cardNumber()
  const parsed = door.query.safeParse(rest)
  return parsed.success ? parsed.data : invalid(parsed.error)
}

async function readBody(
  shape: z.ZodType,
  request: HttpRequest,
): Promise<{ readonly value: unknown; readonly text: string } | Refusal> {
  const body = await readJsonBody(request)
  if (isRefusal(body)) return body
  if (findCardNumber(body.value)) return cardNumber()
  const parsed = parse(shape, body.value)
  if (!parsed) return refuse('InvalidRequest', 'Expected a body of the shape that the API describes.')
  return parsed.success ? { value: parsed.data, text: body.text } : invalid(parsed.error)
}

/**
 * Zod compares the length of whatever has one, also where a text was expected, so that `{"length":{"toString":1}}`
 * makes it throw. Undefined then: it is no body of ours.
 */
function parse(shape: z.ZodType, value: unknown) {
  try {
    return shape.safeParse(value)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

function invalid(error: z.ZodError): Refusal {
  const confirmation = error.issues.find((issue) => issue.path.length === 1 && issue.path[0] === 'confirm')
  if (confirmation && error.issues.length === 1) {
    return refuse('ConfirmationRequired', 'Expected "confirm": true: this cannot be taken back.', {
      target: 'confirm',
    })
  }
  const [first] = error.issues
  const target = first?.path.join('.')
  const message = error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || 'request'}: ${issue.message}`)
    .join('; ')
  return refuse('InvalidRequest', message, target ? { target } : {})
}

function cardNumber(): Refusal {
  return refuse(
    'CardNumberNotAllowed',
    'The request carries a card number. Send the token that the payment gateway gave for the card.',
  )
}

function limit(
  waitMs: (caller: string) => number,
  caller: Caller,
  forwardedFor: string | null,
): Refusal | undefined {
  const wait = waitMs(
    caller === nobody ? `anyone:${lastAddress(forwardedFor ?? '')}` : `${caller.tenantId}:${caller.userId}`,
  )
  if (wait === 0) return undefined
  return refuse('TooManyRequests', 'Too many requests: slow down.', { facts: { retryAfterMs: wait } })
}

/** Azure adds the address and port that it saw at the end; what stands before is whatever the caller wrote there. */
function lastAddress(forwardedFor: string): string {
  const last = forwardedFor.split(',').at(-1)?.trim() ?? ''
  return /^\[(.*)\](?::\d+)?$/.exec(last)?.[1] ?? last.replace(/^([\d.]+):\d+$/, '$1')
}

function failure(world: World, door: Door, error: unknown, requestId: string): Refusal {
  if (error instanceof Unavailable) {
    const unknown = error instanceof OutcomeUnknown
    world.log('warning', `${door.name}: ${error.message}`, { requestId })
    return refuse(
      'ServiceUnavailable',
      unknown
        ? 'It is not known whether this was done: read the resource, or repeat.'
        : 'Try again in a moment.',
      { facts: { retryAfterMs: error.retryAfterMs } },
    )
  }
  world.log(
    'error',
    `${door.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    { requestId },
  )
  return refuse('InternalError', 'Something went wrong on our side; it has been logged under the request id.')
}

/** Etags are compared as Cosmos DB writes them, in quotes. A `*` matches nothing: send the version that was read. */
function etagOf(ifMatch: string): string {
  const strong = ifMatch.replace(/^W\//, '')
  return strong === '' || strong.startsWith('"') ? strong : `"${strong}"`
}

function traceparentOf(world: World, request: HttpRequest): string {
  const given = request.headers.get('traceparent')
  if (given && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(given)) return given
  const random = () => world.ids.next().replaceAll('-', '')
  return `00-${random()}-${random().slice(0, 16)}-01`
}

const nobody: Caller = {
  tenantId: '' as Caller['tenantId'],
  userId: '' as Caller['userId'],
  claims: {
    tenantId: '',
    objectId: '',
    kind: 'app',
    name: '',
    appRoles: [],
    directoryRoles: [],
    personalAccount: false,
  },
  roles: new Set(),
}
