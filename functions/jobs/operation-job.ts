import type { Operation } from '#core/documents.ts'
import type { Job, OperationFacts } from './job.ts'
import { parseWakeUp } from './message.ts'
import { findOperation, type RunJob, workOn } from './run-job.ts'

/** A job that is an operation: the kit finds it, tries again, calls for attention; the feature says how it goes on. */
export function operationJob<Kind extends Operation['kind']>(
  definition: {
    readonly kind: Kind
    /** Loaded with the first message, so that a cold start is short. */
    load(): Promise<RunJob<OperationOf<Kind>>>
  } & OperationFacts<OperationOf<Kind>>,
): Job & { readonly kind: Kind } {
  const { kind, load } = definition
  return {
    kind,
    operation: definition,
    async handle(services, queue, body, deliveryCount) {
      const run = await load()
      await workOn<OperationOf<Kind>>(services, parseWakeUp(kind, queue, body), deliveryCount, run)
    },
    async explain(services, queue, body) {
      const message = parseWakeUp(kind, queue, body)
      const { tenantId, sequence } = message
      return { tenantId, sequence, operation: await findOperation(services, message) }
    },
  }
}

type OperationOf<Kind> = Extract<Operation, { readonly kind: Kind }>
