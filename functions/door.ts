import * as z from 'zod'
import type { Json } from '#core/kernel/json.ts'
import type { Language } from '#core/kernel/language.ts'
import type { Refusal, RefusalCode } from '#core/kernel/refusals.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import type { World } from '#core/ports/services.ts'
import type { Caller, Role } from './caller.ts'
import type { RepeatKey } from './repeats.ts'

/**
 * One route. The zod shapes validate what comes in and make the OpenAPI page; past them nobody checks again.
 * The name is the function's name and the operation id: noun first, like the file.
 */
export interface Door<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
> {
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As the OpenAPI page shows it: `/tenants/{t}/subscriptions/{id}`. */
  readonly route: string
  readonly summary: string
  readonly tag:
    | 'Subscriptions'
    | 'Catalogue'
    | 'Payment'
    | 'Organisation'
    | 'Operations'
    | 'Policies'
    | 'Reference'
    | 'Ops'
    | 'Health'
  /** The roles of which the caller must have one, or `anyone` for a door that asks for no token. */
  readonly who: readonly Role[] | 'anyone'
  /** `tenant` doors check that `{t}` is the caller's own organisation, and find his account in it. */
  readonly scope: 'tenant' | 'ops' | 'public'
  readonly params: Params
  readonly query: Query
  readonly body?: Body
  /** Needs If-Match: missing 428. */
  readonly needsIfMatch?: boolean
  /** A POST that only reads ignores the repeat headers. */
  readonly onlyReads?: boolean
  /** Asks for no api-version: health, the OpenAPI document and its page. */
  readonly unversioned?: boolean
  /** What is answered when all goes well. */
  readonly answers: { readonly [status: number]: { readonly description: string; readonly body?: z.ZodType } }
  /** The refusals that the door itself adds to those that any door may give. */
  readonly refusals: readonly RefusalCode[]
  handle(call: Call<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<Reply>
}

/** A request that has passed the door: everything in it is trusted. */
export interface Call<Params = unknown, Query = unknown, Body = unknown> {
  readonly world: World
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly caller: Caller
  /** The caller's organisation and account; on `ops` and `public` doors there are none, and reading them throws. */
  readonly tenant: Tenant
  readonly person: User
  readonly language: Language
  /** As Cosmos DB writes etags, in quotes; empty text when the caller sent none and the door does not need one. */
  readonly ifMatch: string
  readonly traceparent: string
  readonly repeat: RepeatKey | undefined
  /** The address that was called, without the origin, for links to the next page. */
  readonly path: string
}

export interface Answer {
  readonly status: number
  readonly body?: Json
  readonly headers?: Readonly<Record<string, string>>
  /** The document's etag; becomes the ETag header. */
  readonly etag?: string
  /** Sent as it is, instead of a JSON body. */
  readonly raw?: { readonly contentType: string; readonly content: string | Uint8Array }
}

export type Reply = Answer | Refusal

export function door<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType>(
  definition: Door<Params, Query, Body>,
): Door<Params, Query, Body> {
  return definition
}

export const guid = z
  .string()
  .regex(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, 'Expected a GUID.')
  .transform((text) => text.toLowerCase())

export const nothing = z.strictObject({})
