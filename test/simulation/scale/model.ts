import { readFileSync } from 'node:fs'

/** What every instance is deployed with. */
const host = JSON.parse(readFileSync(new URL('../../../host.json', import.meta.url), 'utf8')) as {
  readonly extensions: { readonly serviceBus: { readonly maxConcurrentCalls: number } }
}

/** What the simulation takes the cloud to be. Nothing in it hangs on the machine that runs it. */
export interface Model {
  /** Physical partitions of the container, and what each gives: organisations that lie on one share it. */
  readonly partitions: number
  readonly requestUnitsPerSecond: number
  /** What jobs believe that one organisation has, and the share of it that they may take. */
  readonly tenantRequestUnitsPerSecond: number
  readonly throttleShare: number
  /** Jobs slow down when they are refused; false: as if nobody told them. */
  readonly slowsDown: boolean
  /** Messages sent and received together that a namespace takes in a second. */
  readonly messagesPerSecond: number
  /** What the mail server takes in a minute, and in an hour. */
  readonly mailsPerMinute: number
  readonly mailsPerHour: number
  /** So many instances of one queue's function at most. */
  readonly instancesMax: number
  /** Of the functions that queues wake, and of all HTTP functions together. */
  readonly queues: Scaling
  readonly http: Scaling
  readonly latencyMs: {
    readonly read: number
    readonly query: number
    readonly batch: number
    readonly message: number
    readonly mail: number
    /** For each physical partition that a query over all organisations has to ask. */
    readonly acrossPartition: number
  }
  /** What the one thread of an instance is busy with a request to the store, and with each row of a page. */
  readonly cpuMs: { readonly request: number; readonly row: number }
  readonly sweepsEveryMs: number
  readonly workSliceMs: number
}

/** How the plan makes instances. */
export interface Scaling {
  /** Messages, or requests, that one instance works on at the same time. */
  readonly concurrency: number
  /** How often it is decided how many instances there are to be, and how many more at once. */
  readonly decidesEveryMs: number
  readonly atOnce: number
  readonly coldStartMs: readonly [least: number, most: number]
}

/** How the client library tries again, as infra/documents/cosmos-connection.ts sets it. */
export const throttledRetriesMax = 2
export const throttledWaitMaxMs = 5_000

/**
 * The figures of docs/scale.md, which says where each is from. The concurrency is the product's own setting: the scale
 * controller divides the messages of a queue by it.
 */
export const usual: Model = {
  partitions: 1,
  requestUnitsPerSecond: 10_000,
  tenantRequestUnitsPerSecond: 10_000,
  throttleShare: 0.6,
  slowsDown: true,
  messagesPerSecond: 1_000,
  mailsPerMinute: Number.POSITIVE_INFINITY,
  mailsPerHour: Number.POSITIVE_INFINITY,
  instancesMax: 40,
  queues: {
    concurrency: host.extensions.serviceBus.maxConcurrentCalls,
    decidesEveryMs: 10_000,
    atOnce: 4,
    coldStartMs: [1_500, 6_000],
  },
  http: { concurrency: 16, decidesEveryMs: 1_000, atOnce: 20, coldStartMs: [1_500, 6_000] },
  latencyMs: { read: 4, query: 6, batch: 10, message: 8, mail: 250, acrossPartition: 5 },
  cpuMs: { request: 1.5, row: 0.0025 },
  sweepsEveryMs: 60_000,
  workSliceMs: 15_000,
}
