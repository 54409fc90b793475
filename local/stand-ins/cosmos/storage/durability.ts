import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'

export type StoredDocument = {
  readonly sequence: number
  readonly container: number
  readonly partition: string
  readonly id: string
  readonly text: string
}

export type StoredResource = { readonly number: number; readonly database: string; readonly body: string }

/** The last byte of the code, whatever kind of busy it is: https://www.sqlite.org/rescode.html#busy */
const sqliteBusy = 5

const schema = `
  CREATE TABLE IF NOT EXISTS databases (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE);
  CREATE TABLE IF NOT EXISTS containers (number INTEGER PRIMARY KEY AUTOINCREMENT, database TEXT, body TEXT);
  CREATE TABLE IF NOT EXISTS documents
    (sequence INTEGER PRIMARY KEY, container INTEGER, partition TEXT, id TEXT, text TEXT);
  CREATE TABLE IF NOT EXISTS counters (one INTEGER PRIMARY KEY CHECK (one = 1), sequence INTEGER, lsn INTEGER);
  INSERT OR IGNORE INTO counters VALUES (1, 0, 0);`

/**
 * The file behind the memory. The promise: killing the process at any moment loses nothing that was answered.
 *
 * With a write-ahead log a commit has reached the operating system before COMMIT returns, and the operating system
 * outlives the process; that is all this promise needs. `synchronous = FULL` would also wait for the disk, against
 * power loss, which a stand-in for one machine does not promise; `OFF` would keep the promise too, but after a power
 * loss the file could be broken instead of merely old. `NORMAL` is the one in between.
 */
export class Durability {
  readonly #db: DatabaseSync
  readonly #put: StatementSync
  readonly #delete: StatementSync
  readonly #count: StatementSync
  /** What the next commit writes, by sequence: a document that changes twice in one turn is written once. */
  #dirty = new Map<number, StoredDocument | undefined>()
  #waiting: (() => void)[] = []
  #isScheduled = false

  constructor(stateFolder: string) {
    mkdirSync(stateFolder, { recursive: true })
    this.#db = openFile(stateFolder)
    this.#put = this.#db.prepare('INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?)')
    this.#delete = this.#db.prepare('DELETE FROM documents WHERE sequence = ?')
    this.#count = this.#db.prepare('UPDATE counters SET sequence = ?, lsn = ?')
  }

  /** Set by the store: the counters are committed with the documents that used them. */
  counters: () => { readonly sequence: number; readonly lsn: number } = () => ({ sequence: 0, lsn: 0 })

  put(document: StoredDocument): void {
    this.#dirty.set(document.sequence, document)
    this.#schedule()
  }

  delete(sequence: number): void {
    this.#dirty.set(sequence, undefined)
    this.#schedule()
  }

  /**
   * Runs when everything that is in memory now is also in the file. Reads wait as well: nobody may see a document
   * that a kill would take back.
   */
  whenDurable(then: () => void): void {
    if (this.#isScheduled) this.#waiting.push(then)
    else then()
  }

  /**
   * One commit for all requests of an event-loop turn. When it fails the error leaves through the event loop and
   * ends the process, which is right: memory would be ahead of the file, and a restart puts them together again.
   */
  flush(): void {
    this.#isScheduled = false
    const waiting = this.#waiting
    this.#waiting = []
    if (this.#dirty.size > 0) {
      const { sequence, lsn } = this.counters()
      this.#db.exec('BEGIN')
      for (const [key, document] of this.#dirty) {
        if (document === undefined) this.#delete.run(key)
        else this.#put.run(key, document.container, document.partition, document.id, document.text)
      }
      this.#count.run(sequence, lsn)
      this.#db.exec('COMMIT')
      this.#dirty.clear()
    }
    for (const then of waiting) then()
  }

  readCounters(): { sequence: number; lsn: number } {
    return this.#db.prepare('SELECT sequence, lsn FROM counters').get() as { sequence: number; lsn: number }
  }

  readDatabases(): { number: number; id: string }[] {
    return this.#db.prepare('SELECT * FROM databases').all() as { number: number; id: string }[]
  }

  readContainers(): StoredResource[] {
    return this.#db.prepare('SELECT * FROM containers').all() as unknown as StoredResource[]
  }

  *readDocuments(): Generator<StoredDocument> {
    const rows = this.#db.prepare('SELECT * FROM documents ORDER BY sequence').iterate()
    for (const row of rows) yield row as unknown as StoredDocument
  }

  /** Databases and containers change rarely: each change is its own commit. */
  saveDatabase(id: string): number {
    return Number(this.#db.prepare('INSERT INTO databases (id) VALUES (?)').run(id).lastInsertRowid)
  }

  saveContainer(database: string, body: string, number?: number): number {
    const statement = this.#db.prepare('INSERT OR REPLACE INTO containers VALUES (?, ?, ?)')
    return Number(statement.run(number ?? null, database, body).lastInsertRowid)
  }

  forgetDatabase(id: string): void {
    this.#db.prepare('DELETE FROM databases WHERE id = ?').run(id)
  }

  forgetContainer(container: number): void {
    this.flush()
    this.#db.prepare('DELETE FROM documents WHERE container = ?').run(container)
    this.#db.prepare('DELETE FROM containers WHERE number = ?').run(container)
  }

  close(): void {
    this.flush()
    this.#db.close()
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => this.flush())
  }
}

/** Memory is the truth while the process runs, so a second process on the same file must not start. */
function openFile(stateFolder: string): DatabaseSync {
  let file: DatabaseSync | undefined
  try {
    file = new DatabaseSync(join(stateFolder, 'cosmos.db'))
    file.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;')
    file.exec(schema)
    return file
  } catch (error) {
    file?.close()
    const isTaken = ((error as { errcode?: number }).errcode ?? 0) % 256 === sqliteBusy
    throw new Error(
      `The state folder ${stateFolder} ${isTaken ? 'is in use by another process' : 'cannot be read'}.`,
      { cause: error },
    )
  }
}
