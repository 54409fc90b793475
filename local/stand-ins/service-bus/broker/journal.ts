import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Message, MessageRecord, MessageState } from './message.ts'

/**
 * What survives. The promise: once a client has its answer, the effect outlives the death of this process (kill -9
 * included): a confirmed send is there, a confirmed completion stays away, a delivered message is locked and counted.
 * A lost machine (power) may cost the last moments, because commits are not synced to the disk one by one.
 * The state in memory is the truth while running; every turn of the event loop writes its changes in one commit.
 */
export class Journal {
  readonly #database: DatabaseSync
  readonly #statements: Statements
  readonly #changed = new Set<Message>()
  readonly #sequences = new Map<string, number>()
  #others: (() => void)[] = []
  #forgottenAt = 0

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true })
    this.#database = new DatabaseSync(join(folder, 'service-bus.sqlite'))
    try {
      // The exclusive lock keeps a second process away from the same state.
      this.#database.exec('PRAGMA locking_mode = EXCLUSIVE')
      this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
      this.#database.exec(schema)
    } catch (cause) {
      throw new Error(`The state in ${folder} cannot be opened; another process may be using it.`, { cause })
    }
    this.#statements = prepare(this.#database)
  }

  /** Marks a message: its state at the end of the turn is stored, or removed when it is gone. */
  changed(message: Message): void {
    this.#changed.add(message)
  }

  remember(entity: string, messageId: string, until: number): void {
    this.#others.push(() => this.#statements.remember.run(entity, messageId, until))
  }

  lastSequence(entity: string, sequence: number): void {
    this.#sequences.set(entity, sequence)
  }

  sessionState(entity: string, sessionId: string, state: Buffer | undefined): void {
    this.#others.push(() => {
      if (state === undefined) this.#statements.dropState.run(entity, sessionId)
      else this.#statements.setState.run(entity, sessionId, state)
    })
  }

  /** One transaction for all that was marked; after it everything may be answered. */
  commit(): void {
    if (this.#changed.size + this.#others.length + this.#sequences.size === 0) return
    const now = Date.now()
    this.#statements.begin.run()
    for (const write of this.#others) write()
    for (const message of this.#changed) this.#write(message)
    for (const [entity, last] of this.#sequences) this.#statements.setSequence.run(entity, last)
    if (now - this.#forgottenAt > 10_000) {
      this.#forgottenAt = now
      this.#statements.forget.run(now)
    }
    this.#statements.commit.run()
    this.#others = []
    this.#changed.clear()
    this.#sequences.clear()
  }

  messages(entity: string): MessageRecord[] {
    return this.#statements.messages.all(entity).map(readRow)
  }

  readSequence(entity: string): number {
    return Number(this.#statements.sequence.get(entity)?.['last'] ?? 0)
  }

  history(entity: string): { messageId: string; until: number }[] {
    const rows = this.#statements.history.all(entity, Date.now())
    return rows.map((row) => ({ messageId: String(row['messageId']), until: Number(row['until']) }))
  }

  sessionStates(entity: string): { sessionId: string; state: Buffer }[] {
    const rows = this.#statements.states.all(entity)
    return rows.map((row) => ({ sessionId: String(row['sessionId']), state: bytes(row['state']) }))
  }

  close(): void {
    this.commit()
    this.#database.close()
  }

  #write(message: Message): void {
    const { entity, sequence, state, deliveryCount, lock, content } = message
    if (message.gone) {
      if (message.stored !== 'nothing') this.#statements.remove.run(entity, sequence)
      return
    }
    if (message.stored === 'content') {
      this.#statements.move.run(
        state,
        deliveryCount,
        lock?.token ?? null,
        lock?.until ?? null,
        entity,
        sequence,
      )
      return
    }
    this.#statements.put.run(
      ...[entity, sequence, message.sessionId ?? null, message.enqueuedAt, message.ttlMs ?? null],
      ...[message.dueAt ?? null, state, deliveryCount, lock?.token ?? null, lock?.until ?? null],
      ...[content.annotations, content.properties, content.applicationProperties, content.body],
    )
    message.stored = 'content'
  }
}

const schema = `
  CREATE TABLE IF NOT EXISTS messages (
    entity TEXT NOT NULL, sequence INTEGER NOT NULL, sessionId TEXT, enqueuedAt INTEGER NOT NULL, ttlMs INTEGER,
    dueAt INTEGER, state INTEGER NOT NULL, deliveryCount INTEGER NOT NULL, lockToken TEXT, lockedUntil INTEGER,
    annotations BLOB NOT NULL, properties BLOB NOT NULL, applicationProperties BLOB NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (entity, sequence)
  );
  CREATE TABLE IF NOT EXISTS sequences (entity TEXT PRIMARY KEY, last INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS states (
    entity TEXT NOT NULL, sessionId TEXT NOT NULL, state BLOB NOT NULL, PRIMARY KEY (entity, sessionId)
  );
  CREATE TABLE IF NOT EXISTS history (
    entity TEXT NOT NULL, messageId TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (entity, messageId)
  );
  CREATE INDEX IF NOT EXISTS historyByTime ON history (until);
`

function prepare(database: DatabaseSync) {
  const sql = (text: string): StatementSync => database.prepare(text)
  return {
    begin: sql('BEGIN IMMEDIATE'),
    commit: sql('COMMIT'),
    put: sql('INSERT OR REPLACE INTO messages VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)'),
    move: sql(
      'UPDATE messages SET state=?, deliveryCount=?, lockToken=?, lockedUntil=? WHERE entity=? AND sequence=?',
    ),
    remove: sql('DELETE FROM messages WHERE entity=? AND sequence=?'),
    messages: sql('SELECT * FROM messages WHERE entity=? ORDER BY sequence'),
    sequence: sql('SELECT last FROM sequences WHERE entity=?'),
    setSequence: sql('INSERT OR REPLACE INTO sequences VALUES (?,?)'),
    remember: sql('INSERT OR REPLACE INTO history VALUES (?,?,?)'),
    history: sql('SELECT messageId, until FROM history WHERE entity=? AND until > ? ORDER BY until'),
    forget: sql('DELETE FROM history WHERE until <= ?'),
    states: sql('SELECT sessionId, state FROM states WHERE entity=?'),
    setState: sql('INSERT OR REPLACE INTO states VALUES (?,?,?)'),
    dropState: sql('DELETE FROM states WHERE entity=? AND sessionId=?'),
  }
}

type Statements = ReturnType<typeof prepare>

function readRow(row: Record<string, unknown>): MessageRecord {
  const optional = (value: unknown) => (value === null ? undefined : Number(value))
  return {
    entity: String(row['entity']),
    sequence: Number(row['sequence']),
    sessionId: row['sessionId'] === null ? undefined : String(row['sessionId']),
    enqueuedAt: Number(row['enqueuedAt']),
    ttlMs: optional(row['ttlMs']),
    dueAt: optional(row['dueAt']),
    state: Number(row['state']) as MessageState,
    deliveryCount: Number(row['deliveryCount']),
    lockToken: row['lockToken'] === null ? undefined : String(row['lockToken']),
    lockedUntil: optional(row['lockedUntil']),
    content: {
      annotations: bytes(row['annotations']),
      properties: bytes(row['properties']),
      applicationProperties: bytes(row['applicationProperties']),
      body: bytes(row['body']),
    },
  }
}

function bytes(value: unknown): Buffer {
  if (!(value instanceof Uint8Array)) throw new Error('The stored state is damaged: bytes expected.')
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
}
