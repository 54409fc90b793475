import type { TenantId } from '#core/kernel/ids.ts'
import type { Caller } from './caller.ts'
import type { Incoming } from './context.ts'
import { type Checks, isPassed } from './pipeline.ts'
import type { Reply } from './reply.ts'

/** Takes a request through its checks to the handler, each a part of its own in what is told. */
export async function runTold<Start extends Incoming, Given extends Start>(
  checks: Checks<Start, Given>,
  start: Start,
  handle: (given: Given) => Promise<Reply>,
): Promise<Reply> {
  const { telemetry } = start.services
  const given = await telemetry.part({ name: 'check' }, () => checks.check(start))
  if (!isPassed(given)) return given
  const tenantId = tenantOf(given.passed)
  return telemetry.part({ name: 'handle', facts: tenantId ? { tenantId } : {} }, () => handle(given.passed))
}

/** Where the caller acts, by the token; what the address says may be anything. */
function tenantOf(incoming: Incoming & { readonly caller?: Caller }): TenantId | undefined {
  return incoming.caller?.tenantId
}
