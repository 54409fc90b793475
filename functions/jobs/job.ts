import type { Operation } from '#core/documents.ts'
import type { OperationId, TenantId } from '#core/kernel/ids.ts'
import type { Changed } from '#core/operations/operation.ts'
import type { QueueName } from '#core/ports/messages.ts'
import type { Ports } from '#core/ports/ports.ts'
import type { SubscriptionAction } from '#core/subscriptions/standing.ts'
import type { AtWork } from './at-work.ts'

/** What routes, workers and timers work with: the outside, and the kinds of work that there are. */
export interface Services extends Ports {
  readonly jobs: Jobs
}

/**
 * One kind of queued work. functions/jobs.ts gives each its queue, and everything that must know of it asks that list:
 * the host, the sweeper, /ops, the view of operations, the simulation.
 */
export interface Job {
  /** What its messages say that they ask for. */
  readonly kind: string
  /**
   * Works on one message: returning completes it, throwing gives it back. `deliveryCount` is 1 at the first delivery.
   * Written as if every message arrived twice and late, because one day it will.
   */
  handle(services: Services, queue: QueueName, body: unknown, deliveryCount: number): Promise<void>
  /** What a message is about, judged as its worker would; throws `PoisonMessage` when no retry can help. */
  explain(services: Services, queue: QueueName, body: unknown): Promise<Explained>
  /** Present where the work is an operation that callers can follow. */
  readonly operation?: OperationFacts
  /** Finds other work whose message was lost, and sends another one; operations are swept by the kit. */
  sweep?(services: Services, sweep: Sweep): Promise<void>
}

export interface Explained {
  readonly tenantId: TenantId
  readonly operation?: Operation
  /** The step of the operation that it asks for. */
  readonly sequence?: number
}

export interface Sweep extends AtWork {
  /** Keeps the messages of one sweep apart from those of the next. */
  readonly tick: number
}

/** What a kind of operation adds to what all operations have in common. */
export interface OperationFacts<O extends Operation = Operation> {
  /** Who may start, see and command it: whoever may do that to its subscription, or administrators alone. */
  readonly who: SubscriptionAction | 'administrators'
  /** Where that differs within the kind. */
  whoFor?(operation: O): SubscriptionAction
  /** Gives back what an unfinished operation holds, when it ends early. */
  release(operation: O): Changed<O>
  /** The path of what it works on or makes, within the organisation; it begins with a slash. */
  resource(operation: O): string
  /** Present where it runs other operations, one after another: they are told what it is told. */
  readonly child?: {
    /** The one that runs. */
    of(operation: O): OperationId | undefined
    /** The operation with what has become of that one. */
    after(operation: O, child: Operation): O
  }
  /** What callers are told when it has succeeded. */
  result(operation: O, address: string): { readonly [name: string]: string | number }
}

/** What the timer does beside the queues. */
export interface Chore {
  readonly name: string
  sweep(services: Services): Promise<void>
}

/** The kinds of work that there are, each with its queue. */
export interface Jobs {
  /** In the order in which they are shown. */
  readonly queues: readonly QueueName[]
  readonly chores: readonly Chore[]
  /** Throws for a queue that there is not. */
  of(queue: QueueName): Job
  /** Throws for a kind of work that there is not. */
  queueOf(kind: string): QueueName
  /** The kinds of operations that purchasers may see on their subscriptions. */
  readonly kindsForPurchasers: readonly string[]
  /** Throws for a kind of work that is no operation. */
  operation(operation: Operation): OperationFacts
}

/**
 * Does not compile while a kind of operation has no job. Those that one batch begins and ends need no queue: they are
 * there to be read, and all that is to be known of them are the facts.
 */
export function jobList<
  List extends Readonly<Record<QueueName, Job>>,
  AtOnce extends { readonly [Kind in Operation['kind']]?: OperationFacts },
>(list: List & EveryOperation<List, AtOnce>, atOnce: AtOnce, chores: readonly Chore[]): Jobs {
  const doneAtOnce = new Map<string, OperationFacts>(Object.entries(atOnce))
  const byQueue = new Map<QueueName, Job>(Object.entries(list))
  const queueByKind = new Map([...byQueue].map(([queue, { kind }]) => [kind, queue]))
  const jobs: Jobs = {
    queues: [...byQueue.keys()],
    chores,
    of: (queue) => byQueue.get(queue) ?? unknown(`queue ${queue}`),
    kindsForPurchasers: [
      ...[...byQueue.values()].map(({ kind, operation }) => [kind, operation] as const),
      ...doneAtOnce,
    ].flatMap(([kind, facts]) => (facts && facts.who !== 'administrators' ? [kind] : [])),
    queueOf: (kind) => queueByKind.get(kind) ?? unknown(`kind of work ${kind}`),
    operation: (operation) =>
      doneAtOnce.get(operation.kind) ??
      jobs.of(jobs.queueOf(operation.kind)).operation ??
      unknown(`operation ${operation.kind}`),
  }
  return jobs
}

type EveryOperation<List extends Readonly<Record<QueueName, Job>>, AtOnce> =
  Exclude<Operation['kind'], List[keyof List]['kind'] | keyof AtOnce> extends never
    ? unknown
    : { readonly missing: Exclude<Operation['kind'], List[keyof List]['kind'] | keyof AtOnce> }

function unknown(what: string): never {
  throw new Error(`functions/jobs.ts has no ${what}.`)
}
