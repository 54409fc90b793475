import type { HttpRequest } from '@azure/functions'
import type { Language } from '#core/kernel/language.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import type { Policy } from '#core/policies/policy.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Services } from '../jobs/job.ts'
import type { Caller } from './caller.ts'
import type { Idempotency } from './idempotency.ts'

/** What every handler gets: everything in it has been checked. */
export interface Context<Params = unknown, Query = unknown, Body = unknown> {
  readonly services: Services
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly language: Language
  readonly traceparent: string
  /** The address that was called, without the origin, for links to the next page. */
  readonly path: string
}

/** Of whoever is signed in and may write. */
export interface SignedInContext<Params = unknown, Query = unknown, Body = unknown>
  extends Context<Params, Query, Body> {
  readonly caller: Caller
  /** Present where the caller asked that a repeat gives the same answer. */
  readonly idempotency: Idempotency | undefined
  /** As Cosmos DB writes etags, in quotes; empty text when the caller sent none and the route does not need one. */
  readonly ifMatch: string
}

/** Inside an organisation: it, its policy and the caller's account there were read together. */
export interface TenantContext<Params = unknown, Query = unknown, Body = unknown>
  extends SignedInContext<Params, Query, Body> {
  readonly tenant: Stored<Tenant>
  readonly policy: Stored<Policy>
  readonly person: Stored<User>
}

/** A request as it comes in, before any check. */
export interface Incoming {
  readonly services: Services
  readonly request: HttpRequest
  readonly url: URL
  /** The route's name and method, from the table. */
  readonly name: string
  readonly method: Method
  readonly language: Language
  readonly traceparent: string
  /** Milliseconds that this caller has to wait, 0 when the call may go on. */
  waitMs(caller: string): number
}

export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
export type Method = (typeof methods)[number]
