import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export type ChargeRequest = { readonly amount: number; readonly currency: string; readonly token: string }

/** `void`: the key was made void before anything was charged under it. */
export type ChargeStatus = 'succeeded' | 'declined' | 'refunded' | 'void'

export type Charge = ChargeRequest & {
  readonly id: string
  readonly status: ChargeStatus
  readonly idempotencyKey: string
  readonly createdAt: string
  readonly refundedAt: string | null
}

export type ChargeStore = {
  /** Returns when the charge is on disk. The key must be new. */
  add(idempotencyKey: string, request: ChargeRequest, status: ChargeStatus): Charge
  byKey(idempotencyKey: string): Charge | undefined
  /** Oldest first. */
  all(): readonly Charge[]
  markRefunded(id: string): void
  close(): void
}

const columns = 'id, status, amount, currency, token, idempotencyKey, createdAt, refundedAt'

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS charge (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, amount INTEGER NOT NULL,
    currency TEXT NOT NULL, token TEXT NOT NULL, idempotencyKey TEXT NOT NULL UNIQUE,
    createdAt TEXT NOT NULL, refundedAt TEXT)`

export function openChargeStore(stateFolder: string): ChargeStore {
  mkdirSync(stateFolder, { recursive: true })
  const file = join(stateFolder, 'charges.sqlite')
  const database = new DatabaseSync(file)
  try {
    database.exec(schema)
  } catch (cause) {
    throw new Error(`${file} is damaged: ${(cause as Error).message}`, { cause })
  }
  const insert = database.prepare(`INSERT INTO charge (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, NULL)`)
  const find = database.prepare(`SELECT ${columns} FROM charge WHERE idempotencyKey = ?`)
  return {
    add(idempotencyKey, { amount, currency, token }, status) {
      const id = `ch_${randomUUID()}`
      const createdAt = new Date().toISOString()
      insert.run(id, status, amount, currency, token, idempotencyKey, createdAt)
      return { id, status, amount, currency, token, idempotencyKey, createdAt, refundedAt: null }
    },
    byKey: (key) => find.get(key) as Charge | undefined,
    all: () => database.prepare(`SELECT ${columns} FROM charge ORDER BY number`).all() as Charge[],
    markRefunded(id) {
      database
        .prepare("UPDATE charge SET status = 'refunded', refundedAt = ? WHERE id = ?")
        .run(new Date().toISOString(), id)
    },
    close: () => database.close(),
  }
}
