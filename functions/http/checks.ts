import type * as z from 'zod'
import { findCardNumber } from '#core/kernel/card-number.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { isRefusal, notFound, type Problem, type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import { type Delegation, rolesBy } from '#core/partners/delegation.ts'
import type { Policy } from '#core/policies/policy.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Services } from '../jobs/job.ts'
import { apiVersion } from './api-version.ts'
import { type LongList, readBody } from './body.ts'
import { authenticate, type Caller, isAny, type Role } from './caller.ts'
import type { Incoming } from './context.ts'
import { type Asked, answerAgain, askKeptAnswer, type Idempotency } from './idempotency.ts'
import { parse } from './parse.ts'
import { type Check, pass } from './pipeline.ts'

/** 401 */
export const signedIn: Check<Incoming, { caller: Caller }> = async ({ services, request }) => {
  const caller = await authenticate(services, request.headers.get('authorization'))
  return isRefusal(caller) ? caller : pass({ caller })
}

/** 429 */
export const withinRate: Check<Incoming & { caller: Caller }, object> = ({ waitMs, caller }) =>
  limit(waitMs(`${caller.tenantId}:${caller.userId}`))

/** 429 for whoever need not sign in. */
export const withinRateOfAddress: Check<Incoming, object> = ({ waitMs, request }) =>
  limit(waitMs(`anyone:${lastAddress(request.headers.get('x-forwarded-for') ?? '')}`))

function limit(retryAfterMs: number) {
  return retryAfterMs === 0 ? pass({}) : refuse('TooManyRequests', { retryAfterMs })
}

/** Azure adds the address and port that it saw at the end; what stands before is whatever the caller wrote there. */
function lastAddress(forwardedFor: string): string {
  const last = forwardedFor.split(',').at(-1)?.trim() ?? ''
  return /^\[(.*)\](?::\d+)?$/.exec(last)?.[1] ?? last.replace(/^([\d.]+):\d+$/, '$1')
}

/** 400 */
export function versionKnown({ unversioned }: { readonly unversioned?: boolean }): Check<Incoming, object> {
  return ({ url }) => {
    if (unversioned) return pass({})
    const versions = url.searchParams.getAll('api-version')
    if (versions.length === 0) return refuse('MissingApiVersionParameter', { supported: apiVersion })
    if (versions.some((version) => version !== apiVersion)) {
      return refuse('UnsupportedApiVersionValue', { supported: apiVersion }, { target: 'api-version' })
    }
    return pass({})
  }
}

/** 400 for a parameter that there is not, that is given twice, or whose value is wrong. */
export function queryRead<Query extends z.ZodObject>(
  shape: Query,
): Check<Incoming, { query: z.output<Query>; path: string }> {
  return ({ url, language }) => {
    // First: what is said of a parameter repeats its name. As pairs, where one that is given twice hides nothing.
    if (findCardNumber([...url.searchParams])) return refuse('CardNumberNotAllowed')
    const names = [...url.searchParams.keys()]
    const twice = new Set(names.filter((name, at) => names.indexOf(name) !== at))
    if (twice.size > 0) return invalid([...twice].map((target) => ({ target, is: 'givenTwice' })))
    const given = Object.fromEntries([...url.searchParams].filter(([name]) => name !== 'api-version'))
    const parsed = parse(shape, given, language)
    return parsed.problems
      ? invalid(parsed.problems)
      : pass({ query: parsed.value, path: url.pathname + url.search })
  }
}

/** 404: an id that is none is answered like one that there is not. */
export function parametersRead<Params extends z.ZodObject>(
  shape: Params,
): Check<Incoming, { params: z.output<Params> }> {
  return ({ request }) => {
    const parsed = shape.safeParse(request.params)
    return parsed.success ? pass({ params: parsed.data }) : notFound()
  }
}

/**
 * Reads the answer that is kept for a repeat, beside what the next checks read. Whether the headers for repeats make
 * sense is told in its place, after the body.
 */
export function keptAnswerAsked(
  { onlyReads }: { readonly onlyReads?: boolean },
  /** Where it is kept: with the effect. */
  where: 'in the tenant of the address' | 'at home',
): Check<Incoming & { caller: Caller; params: Record<string, unknown> }, { repeat: Repeat }> {
  return ({ services, request, method, name, caller, params }) => {
    if (method !== 'POST' || onlyReads) return pass({ repeat: undefined })
    const tenantId = where === 'at home' ? caller.homeTenantId : (params['t'] as TenantId)
    const header = (of: string) => request.headers.get(of)
    return pass({ repeat: askKeptAnswer(services, header, { ...caller, tenantId }, name) })
  }
}

type Repeat = Asked | undefined | RefusalOf<'InvalidRepeatabilityHeader'>

/** 404 and 403: the organisation of the address must be the caller's or delegated to it, and they be known and active. */
export const inTenant: Check<
  Incoming & { caller: Caller; params: Record<string, unknown> },
  { tenant: Stored<Tenant>; policy: Stored<Policy>; person: Stored<User>; caller: Caller }
> = ({ services, caller, params }) =>
  params['t'] === caller.tenantId
    ? inOwnTenant(services, caller)
    : inCustomersTenant(services, caller, params['t'] as TenantId)

async function inOwnTenant({ documents }: Services, caller: Caller) {
  if (caller.claims.kind === 'app') return refuse('Forbidden')
  const [tenant, person, policy] = await documents.readTogether<[Tenant, User, Policy]>(caller.tenantId, [
    documentId.tenant,
    documentId.user(caller.userId),
    documentId.policy,
  ])
  if (!tenant || tenant.deletedAt) return refuse('TenantNotOnboarded')
  if (!person) return refuse('PersonNotKnown')
  if (!person.accountEnabled) return refuse('AccountDisabled')
  if (!policy) throw new Error(`Tenant ${caller.tenantId} has no policy: it is there from onboarding on.`)
  return pass({ tenant, policy, person, caller })
}

/** A partner: without a delegation the organisation is not there for them. What they have at home counts for nothing. */
async function inCustomersTenant({ documents, clock }: Services, caller: Caller, customer: TenantId) {
  if (caller.claims.kind === 'app') return notFound()
  const [tenant, policy, delegation] = await documents.readTogether<[Tenant, Policy, Delegation]>(customer, [
    documentId.tenant,
    documentId.policy,
    documentId.delegation(caller.homeTenantId),
  ])
  if (!tenant || tenant.deletedAt || !policy || !delegation || !caller.roles.has('member')) return notFound()
  const delegated = rolesBy(delegation, caller.userId, clock.now())
  if (delegated?.length === 0) return notFound()
  const [home, person] = await documents.readTogether<[Tenant, User]>(caller.homeTenantId, [
    documentId.tenant,
    documentId.user(caller.userId),
  ])
  if (!home || home.deletedAt || person?.userType !== 'member') return notFound()
  if (!person.accountEnabled) return refuse('AccountDisabled')
  if (!delegated) return refuse('DelegationExpired', { expires: delegation.expires })
  const roles = new Set<Role>(['partner', ...delegated])
  const acting: Caller = { ...caller, tenantId: customer, homeTenantName: home.displayName, roles }
  return pass({ tenant, policy, person, caller: acting })
}

/** 403: what an account that is disabled may do over all organisations, or about itself, is nothing too. (B23) */
export const accountEnabled: Check<Incoming & { caller: Caller }, object> = async ({ services, caller }) => {
  if (caller.claims.kind === 'app') return pass({})
  const person = await services.documents.read<User>(caller.homeTenantId, documentId.user(caller.userId))
  return person?.accountEnabled === false ? refuse('AccountDisabled') : pass({})
}

/** 403. Where people come to buy, guests hear why it is not for them rather than which role they lack. (R148, R149) */
export function roleHeld({
  who,
  toBuy,
}: {
  readonly who: readonly Role[]
  readonly toBuy?: boolean
}): Check<{ caller: Caller }, object> {
  return ({ caller }) => {
    if (isAny(caller, who)) return pass({})
    const code = caller.claims.personalAccount ? 'PersonalAccount' : 'GuestNotAllowed'
    return toBuy && caller.roles.has('guest')
      ? refuse(code, {}, { reasons: [code] })
      : refuse('Forbidden', { anyOfRoles: who.join(', ') })
  }
}

/** 400, 413, 415. A route without a body does not look at it. */
export function bodyRead<Body extends z.ZodType>(
  shape: Body | undefined,
  list?: LongList,
): Check<Incoming, { body: z.output<Body>; bodyText: string }> {
  return async ({ request, language }) => {
    if (!shape) return pass({ body: undefined as z.output<Body>, bodyText: '' })
    const read = await readBody(request, list)
    if (isRefusal(read)) return read
    if (findCardNumber(read.value)) return refuse('CardNumberNotAllowed')
    const parsed = parse(shape, read.value, language)
    if (!parsed.problems) return pass({ body: parsed.value, bodyText: read.text })
    const [first] = parsed.problems
    return parsed.problems.length === 1 && first?.target === 'confirm'
      ? refuse('ConfirmationRequired', {}, { target: 'confirm' })
      : invalid(parsed.problems)
  }
}

/** A repeat is answered as the first time; 400 for headers that make no sense, 422 for another request. */
export const answeredBefore: Check<
  Incoming & { repeat: Repeat; bodyText: string },
  { idempotency: Idempotency | undefined }
> = async ({ services, repeat, url, bodyText }) => {
  if (!repeat) return pass({ idempotency: undefined })
  if (isRefusal(repeat)) return repeat
  const { tenantId, id, kept } = repeat
  const bodyHash = services.ids.derive(`${url.pathname}\n${bodyText}`)
  const idempotency: Idempotency = { tenantId, id, bodyHash }
  const before = await answerAgain(services, idempotency, await kept)
  return before ?? pass({ idempotency })
}

/** 428 */
export function ifMatchGiven({
  needsIfMatch,
}: {
  readonly needsIfMatch?: true | 'to change'
}): Check<Incoming, { ifMatch: string }> {
  return ({ request }) => {
    const given = request.headers.get('if-match')
    if (needsIfMatch === true && given === null) return refuse('PreconditionRequired')
    return pass({ ifMatch: quotedEtag(given ?? '') })
  }
}

/** Etags are compared as Cosmos DB writes them, in quotes. A `*` matches nothing: send the version that was read. */
function quotedEtag(ifMatch: string): string {
  const strong = ifMatch.replace(/^W\//, '')
  return strong === '' || strong.startsWith('"') ? strong : `"${strong}"`
}

function invalid(problems: readonly Problem[]) {
  const target = problems[0]?.target
  return refuse('InvalidRequest', { problems }, target ? { target } : {})
}
