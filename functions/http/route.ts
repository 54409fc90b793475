import type * as z from 'zod'
import type { RefusalCode } from '#core/kernel/refusals.ts'
import type { LongList } from './body.ts'
import type { Caller, Role } from './caller.ts'
import {
  accountEnabled,
  answeredBefore,
  bodyRead,
  ifMatchGiven,
  inTenant,
  keptAnswerAsked,
  parametersRead,
  queryRead,
  roleHeld,
  signedIn,
  versionKnown,
  withinRate,
  withinRateOfAddress,
} from './checks.ts'
import type { Context, Incoming, SignedInContext, TenantContext } from './context.ts'
import { checks, pass } from './pipeline.ts'
import { noted } from './refused-calls.ts'
import type { Reply } from './reply.ts'
import { runTold } from './told.ts'

/**
 * One route. The zod shapes validate what comes in and make the OpenAPI page; past them nobody checks again. Its
 * method, path and name stand in the table of its feature, so that nothing of this is loaded before its first call.
 */
export interface Definition<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
> {
  readonly summary: string
  readonly tag: Tag
  readonly params: Params
  readonly query: Query
  readonly body?: Body
  /** Takes more in its body than other routes, and CSV. */
  readonly list?: LongList
  /** Needs If-Match: missing 428. Or only where the resource is there already, which the route finds out. */
  readonly needsIfMatch?: true | 'to change'
  /** A POST that only reads ignores the headers for repeats. */
  readonly onlyReads?: boolean
  /** Asks for no api-version: health, the OpenAPI document and its page. */
  readonly unversioned?: boolean
  /** What is answered when all goes well. */
  readonly answers: { readonly [status: number]: Documented }
  /** The refusals that the route itself adds to those that any route may give. */
  readonly refusals: readonly RefusalCode[]
}

/** An answer as the OpenAPI page shows it. */
export interface Documented {
  readonly description: string
  readonly body?: z.ZodType
  /** Of what is sent as it is, instead of a body. */
  readonly contentTypes?: readonly string[]
  /** Those that it always has. */
  readonly headers?: readonly AnswerHeader[]
  /** Those that it has at times. */
  readonly mayHave?: readonly AnswerHeader[]
}

export type AnswerHeader =
  | 'Content-Disposition'
  | 'ETag'
  | 'Link'
  | 'Location'
  | 'Operation-Location'
  | 'Retry-After'

export type Tag =
  | 'Subscriptions'
  | 'Catalogue'
  | 'Payment'
  | 'Organisation'
  | 'Operations'
  | 'Policies'
  | 'Reference'
  | 'Ops'
  | 'Health'
  | 'Existing tools'

/** A route that can be asked, whatever the types within. */
export interface Route extends Definition {
  readonly scope: 'tenant' | 'ops' | 'own' | 'public' | 'surface'
  /** The roles of which the caller must have one; nobody needs one for a public route, or one about themselves. */
  readonly who: readonly Role[]
  readonly toBuy?: true
  answer(incoming: Incoming): Promise<Reply>
}

type Shape = z.ZodObject

/** Inside an organisation, `{t}`: the caller's own, or a customer of theirs. Every other is answered like none. */
export function tenantRoute<Params extends Shape, Query extends Shape, Body extends z.ZodType>(
  definition: Definition<Params, Query, Body> & {
    readonly who: readonly Role[]
    /** Where people come to buy: guests hear that it is not for guests. (R148) */
    readonly toBuy?: true
    handle(context: TenantContext<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<Reply>
  },
): Route {
  const known = checks<Incoming>().and(signedIn).and(withinRate)
  const inOrder = checks<Incoming & { caller: Caller }>()
    .and(versionKnown(definition))
    .and(queryRead(definition.query))
    .and(parametersRead(definition.params))
    .and(keptAnswerAsked(definition, 'in the tenant of the address'))
    .and(inTenant)
    .and(roleHeld(definition))
    .and(bodyRead<Body>(definition.body, definition.list))
    .and(answeredBefore)
    .and(ifMatchGiven(definition))
  return {
    ...definition,
    scope: 'tenant',
    answer: (incoming) =>
      known.run(incoming, (caller) =>
        noted(caller, definition.handle, (handle) => runTold(inOrder, caller, handle)),
      ),
  }
}

/** Over all organisations, for operators and support by their app roles. */
export function opsRoute<Params extends Shape, Query extends Shape, Body extends z.ZodType>(
  definition: Definition<Params, Query, Body> & {
    readonly who: readonly Role[]
    handle(context: SignedInContext<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<Reply>
  },
): Route {
  return { ...definition, scope: 'ops', answer: atHome(definition) }
}

/** About the caller themselves, whoever they are. */
export function ownRoute<Params extends Shape, Query extends Shape, Body extends z.ZodType>(
  definition: Definition<Params, Query, Body> & {
    handle(context: SignedInContext<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<Reply>
  },
): Route {
  return { ...definition, who: [], scope: 'own', answer: atHome(definition) }
}

function atHome<Params extends Shape, Query extends Shape, Body extends z.ZodType>(
  definition: Definition<Params, Query, Body> & {
    readonly who?: readonly Role[]
    handle(context: SignedInContext<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<Reply>
  },
): Route['answer'] {
  const { who } = definition
  const known = checks<Incoming>().and(signedIn).and(withinRate)
  const inOrder = checks<Incoming & { caller: Caller }>()
    .and(versionKnown(definition))
    .and(queryRead(definition.query))
    .and(parametersRead(definition.params))
    .and(keptAnswerAsked(definition, 'at home'))
    .and(accountEnabled)
    .and(who ? roleHeld({ who }) : () => pass({}))
    .and(bodyRead<Body>(definition.body))
    .and(answeredBefore)
    .and(ifMatchGiven(definition))
  return (incoming) =>
    known.run(incoming, (caller) =>
      noted(caller, definition.handle, (handle) => runTold(inOrder, caller, handle)),
    )
}

/** For everybody, without a token; it only reads. */
export function publicRoute<Params extends Shape, Query extends Shape, Body extends z.ZodType>(
  definition: Definition<Params, Query, Body> & {
    handle(context: Context<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<Reply>
  },
): Route {
  const inOrder = checks<Incoming>()
    .and(withinRateOfAddress)
    .and(versionKnown(definition))
    .and(queryRead(definition.query))
    .and(parametersRead(definition.params))
    .and(bodyRead<Body>(definition.body))
  return {
    ...definition,
    who: [],
    scope: 'public',
    answer: (incoming) => runTold(inOrder, incoming, definition.handle),
  }
}
