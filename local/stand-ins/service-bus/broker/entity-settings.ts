import type { Turn } from '../amqp/turn.ts'
import type { Alarms } from './alarms.ts'
import type { Journal } from './journal.ts'

/** How an entity behaves. The dead letters have no limits: nothing expires there and nothing is counted out. */
export interface EntitySettings {
  readonly lockDurationMs: number
  readonly maxDeliveryCount: number
  readonly defaultTtlMs: number
  readonly deadLetterOnExpiry: boolean
  readonly requiresSession: boolean
  readonly duplicateWindowMs: number | undefined
}

/** What all entities share. */
export interface Tools {
  readonly turn: Turn
  readonly journal: Journal
  readonly alarms: Alarms
}
