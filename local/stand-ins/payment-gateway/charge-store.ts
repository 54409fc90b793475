import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export type ChargeRequest = { readonly amount: number; readonly currency: string; readonly token: string }

/** `void`: the key was made void before anything was charged under it. `refunded`: all of it was given back. */
export type ChargeStatus = 'succeeded' | 'declined' | 'refunded' | 'void'

export type Charge = ChargeRequest & {
  readonly id: string
  readonly status: ChargeStatus
  readonly idempotencyKey: string
  readonly createdAt: string
  /** When the last of it was given back. */
  readonly refundedAt: string | null
  readonly refundedAmount: number
}

export type RefundRequest = {
  /** The key that the charge went under. */
  readonly charge: string
  readonly amount: number
  readonly currency: string
}

export type Refund = RefundRequest & {
  readonly id: string
  readonly idempotencyKey: string
  readonly createdAt: string
}

export type ChargeStore = {
  /** Returns when the charge is on disk. The key must be new. */
  add(idempotencyKey: string, request: ChargeRequest, status: ChargeStatus): Charge
  byKey(idempotencyKey: string): Charge | undefined
  /** Oldest first. */
  all(): readonly Charge[]
  /** Returns when the refund is on disk. The key must be new, and that much left of the charge. */
  addRefund(idempotencyKey: string, request: RefundRequest): Refund
  refundByKey(idempotencyKey: string): Refund | undefined
  close(): void
}

const columns = 'id, status, amount, currency, token, idempotencyKey, createdAt, refundedAt'
const selected = `SELECT ${columns}, (
    SELECT coalesce(sum(refund.amount), 0) FROM refund WHERE refund.charge = charge.idempotencyKey
  ) AS refundedAmount FROM charge`

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS charge (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, amount INTEGER NOT NULL,
    currency TEXT NOT NULL, token TEXT NOT NULL, idempotencyKey TEXT NOT NULL UNIQUE,
    createdAt TEXT NOT NULL, refundedAt TEXT);
  CREATE TABLE IF NOT EXISTS refund (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, charge TEXT NOT NULL, amount INTEGER NOT NULL,
    currency TEXT NOT NULL, idempotencyKey TEXT NOT NULL UNIQUE, createdAt TEXT NOT NULL)`

/** Older runs knew refunds of a whole charge only, kept with the charge, and asked for under its own key. */
const refundsOfOlderRuns = `
  INSERT OR IGNORE INTO refund (id, charge, amount, currency, idempotencyKey, createdAt)
    SELECT 're_' || id, idempotencyKey, amount, currency, idempotencyKey, refundedAt FROM charge
    WHERE status = 'refunded' AND idempotencyKey NOT IN (SELECT charge FROM refund)`

export function openChargeStore(stateFolder: string): ChargeStore {
  mkdirSync(stateFolder, { recursive: true })
  const file = join(stateFolder, 'charges.sqlite')
  const database = new DatabaseSync(file)
  try {
    database.exec(schema)
    database.exec(refundsOfOlderRuns)
  } catch (cause) {
    throw new Error(`${file} is damaged: ${(cause as Error).message}`, { cause })
  }
  const insert = database.prepare(`INSERT INTO charge (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, NULL)`)
  const find = database.prepare(`${selected} WHERE idempotencyKey = ?`)
  const findRefund = database.prepare(
    'SELECT id, charge, amount, currency, idempotencyKey, createdAt FROM refund WHERE idempotencyKey = ?',
  )
  const insertRefund = database.prepare(
    'INSERT INTO refund (id, charge, amount, currency, idempotencyKey, createdAt) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const markRefunded = database.prepare(
    `UPDATE charge SET status = 'refunded', refundedAt = ? WHERE idempotencyKey = ?
      AND amount = (SELECT sum(refund.amount) FROM refund WHERE refund.charge = charge.idempotencyKey)`,
  )
  return {
    add(idempotencyKey, { amount, currency, token }, status) {
      const id = `ch_${randomUUID()}`
      const createdAt = new Date().toISOString()
      insert.run(id, status, amount, currency, token, idempotencyKey, createdAt)
      return {
        id,
        status,
        amount,
        currency,
        token,
        idempotencyKey,
        createdAt,
        refundedAt: null,
        refundedAmount: 0,
      }
    },
    byKey: (key) => find.get(key) as Charge | undefined,
    all: () => database.prepare(`${selected} ORDER BY number`).all() as Charge[],
    addRefund(idempotencyKey, { charge, amount, currency }) {
      const id = `re_${randomUUID()}`
      const createdAt = new Date().toISOString()
      database.exec('BEGIN IMMEDIATE')
      try {
        insertRefund.run(id, charge, amount, currency, idempotencyKey, createdAt)
        markRefunded.run(createdAt, charge)
        database.exec('COMMIT')
      } catch (cause) {
        database.exec('ROLLBACK')
        throw cause
      }
      return { id, charge, amount, currency, idempotencyKey, createdAt }
    },
    refundByKey: (key) => findRefund.get(key) as Refund | undefined,
    close: () => database.close(),
  }
}
