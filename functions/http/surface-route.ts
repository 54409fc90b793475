import type * as z from 'zod'
import type { Caller, Role } from './caller.ts'
import {
  answeredBefore,
  bodyRead,
  inTenant,
  keptAnswerAsked,
  parametersRead,
  queryRead,
  roleHeld,
  signedIn,
  withinRate,
} from './checks.ts'
import type { Incoming, TenantContext } from './context.ts'
import { checks, pass } from './pipeline.ts'
import { noted } from './refused-calls.ts'
import type { Reply } from './reply.ts'
import type { Definition, Route } from './route.ts'
import { runTold } from './told.ts'

/**
 * An address that existing tools call: inside the organisation of the token, without api-version and without If-Match,
 * which those tools do not know; the last one wins. Refusals are in Graph's shape (`surface-error.ts`). (B08)
 */
export function surfaceRoute<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType>(
  definition: Omit<Definition<Params, Query, Body>, 'tag' | 'needsIfMatch' | 'unversioned'> & {
    readonly who: readonly Role[]
    handle(context: TenantContext<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<Reply>
  },
): Route {
  const known = checks<Incoming>().and(signedIn).and(withinRate)
  const inOrder = checks<Incoming & { caller: Caller }>()
    .and(queryRead(definition.query))
    .and(parametersRead(definition.params))
    .and(keptAnswerAsked(definition, 'at home'))
    .and((given) => inTenant({ ...given, params: { t: given.caller.tenantId } }))
    .and(roleHeld(definition))
    .and(bodyRead<Body>(definition.body))
    .and(answeredBefore)
    .and(() => pass({ ifMatch: '' }))
  return {
    ...definition,
    tag: 'Existing tools',
    unversioned: true,
    scope: 'surface',
    answer: (incoming) =>
      known.run(incoming, (caller) =>
        noted(caller, definition.handle, (handle) => runTold(inOrder, caller, handle)),
      ),
  }
}
