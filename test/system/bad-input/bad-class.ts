import type { Bearer } from './bearer.ts'
import type { Callers } from './good.ts'
import type { Request } from './request.ts'
import type { Stage } from './stage.ts'
import type { Known } from './values.ts'

/** What is different from the good request, and a word for people. */
export type Bad = { readonly what: string } & Partial<Request>

export interface Scene {
  readonly stage: Stage
  readonly known: Known
  readonly callers: Callers
  /** Of the same organisation, with no role at all. */
  readonly member: Bearer
  readonly guest: Bearer
  /** An administrator elsewhere, and what that organisation has. */
  readonly elsewhere: Bearer
  readonly otherTenantId: string
}

/** One way to be wrong, made of a good request of every route that can be wrong that way. */
export interface BadClass {
  readonly name: string
  /** What a bad request of this kind may be answered; which of them the OpenAPI document lists is checked besides. */
  readonly answers: readonly number[]
  readonly codes?: readonly string[]
  of(good: Request, scene: Scene): Iterable<Bad>
}
