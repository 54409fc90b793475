import type { TenantId } from '#core/kernel/ids.ts'
import type { Commit, Documents, Write } from '#core/ports/documents.ts'
import type { Services } from '#functions/jobs/job.ts'
import type { QueueWorker } from './queue-workers.ts'

/** A known mistake, planted around the ports: the ordinary run has to find it. */
export interface Mutant {
  readonly name: string
  /** The wrong services that an invocation gets. */
  readonly services?: (services: Services, invocation: Invocation) => Services
  readonly worker?: (worker: QueueWorker) => QueueWorker
  /** The message is settled before its work is done. */
  readonly completesFirst?: boolean
}

export interface Invocation {
  readonly name: string
  /** 0 when it is no message that is handled. */
  readonly deliveryCount: number
}

export type Patch = Extract<Write, { kind: 'patch' }>

export function isStep(write: Write): write is Patch {
  return write.kind === 'patch' && 'sequence' in (write.set ?? {})
}

export function without(write: Patch, ...fields: readonly ('when' | 'ifMatch')[]): Patch {
  const { when, ifMatch, ...rest } = write
  return {
    ...rest,
    ...(when && !fields.includes('when') ? { when } : {}),
    ...(ifMatch && !fields.includes('ifMatch') ? { ifMatch } : {}),
  }
}

/** A document that is written anew, whatever has become of it. */
export function withoutVersion(write: Write): Write {
  return write.kind === 'replace' ? { kind: 'upsert', document: write.document } : write
}

/** Every patch is changed before it is stored. */
export function patching(name: string, change: (write: Patch, batch: readonly Write[]) => Patch): Mutant {
  return committing(name, (commit, writes) =>
    commit(writes.map((write) => (write.kind === 'patch' ? change(write, writes) : write))),
  )
}

type WrongCommit = (
  commit: (writes: readonly Write[]) => Promise<Commit>,
  writes: readonly Write[],
  more: { readonly documents: Documents; readonly tenantId: TenantId; readonly deliveryCount: number },
) => Promise<Commit>

export function committing(name: string, wrong: WrongCommit): Mutant {
  return {
    name,
    services: (services, { deliveryCount }) => {
      const { documents } = services
      return {
        ...services,
        documents: {
          ...documents,
          commit: (tenantId, writes) =>
            wrong((some) => documents.commit(tenantId, some), writes, { documents, tenantId, deliveryCount }),
        },
      }
    },
  }
}
