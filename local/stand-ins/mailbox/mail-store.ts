import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'

export type Mail = {
  readonly id: number
  /** The address in the From header. */
  readonly from: string
  /** Whom it was delivered to: the envelope, so that a blind copy shows as well. */
  readonly to: readonly string[]
  /** The addresses in the Cc header. */
  readonly cc: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
  /** As sent, with its angle brackets. */
  readonly messageId: string
  /** Names in lower case; a header that is there twice is joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly receivedAt: string
}

export type MailFilter = { readonly to?: string; readonly subject?: string; readonly messageId?: string }

export type MailStore = {
  /** Returns when the mail is on disk. */
  add(mail: Omit<Mail, 'id'>, raw: Uint8Array): number
  /** Oldest first. */
  list(filter: MailFilter): readonly Mail[]
  newest(limit: number): readonly Mail[]
  read(id: number): Mail | undefined
  raw(id: number): Uint8Array | undefined
  count(): number
  clear(): void
  close(): void
}

/** FULL: a commit waits for the disk, because SMTP's 250 promises that the mail is kept. */
const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS mail (
    id INTEGER PRIMARY KEY AUTOINCREMENT, receivedAt TEXT NOT NULL, messageId TEXT NOT NULL,
    subject TEXT NOT NULL, parsed TEXT NOT NULL, raw BLOB NOT NULL);
  CREATE INDEX IF NOT EXISTS mailByMessageId ON mail (messageId);
  CREATE TABLE IF NOT EXISTS recipient (mailId INTEGER NOT NULL, address TEXT NOT NULL COLLATE NOCASE);
  CREATE INDEX IF NOT EXISTS recipientByAddress ON recipient (address, mailId);`

export function openMailStore(stateFolder: string): MailStore {
  mkdirSync(stateFolder, { recursive: true })
  const file = join(stateFolder, 'mails.sqlite')
  const database = new DatabaseSync(file)
  try {
    database.exec(schema)
  } catch (cause) {
    throw new Error(`${file} is damaged: ${(cause as Error).message}`, { cause })
  }
  const insertMail = database.prepare(
    'INSERT INTO mail (receivedAt, messageId, subject, parsed, raw) VALUES (?, ?, ?, ?, ?)',
  )
  const insertRecipient = database.prepare('INSERT INTO recipient (mailId, address) VALUES (?, ?)')
  const mails = (clauses: string, ...values: SQLInputValue[]) =>
    database
      .prepare(`SELECT id, parsed FROM mail ${clauses}`)
      .all(...values)
      // Mails of before have no `cc`.
      .map(({ id, parsed }): Mail => ({ id: Number(id), cc: [], ...JSON.parse(String(parsed)) }))
  return {
    add(mail, raw) {
      database.exec('BEGIN IMMEDIATE')
      try {
        const { receivedAt, messageId, subject } = mail
        const added = insertMail.run(receivedAt, messageId, subject, JSON.stringify(mail), raw)
        const id = Number(added.lastInsertRowid)
        for (const address of mail.to) insertRecipient.run(id, address)
        database.exec('COMMIT')
        return id
      } catch (error) {
        database.exec('ROLLBACK')
        throw error
      }
    },
    list(filter) {
      const { clauses, values } = conditions(filter)
      return mails(`${clauses} ORDER BY id`, ...values)
    },
    newest: (limit) => mails('ORDER BY id DESC LIMIT ?', limit),
    read: (id) => mails('WHERE id = ?', id)[0],
    raw: (id) =>
      database.prepare('SELECT raw FROM mail WHERE id = ?').get(id)?.['raw'] as Uint8Array | undefined,
    count: () => Number(database.prepare('SELECT count(*) AS n FROM mail').get()?.['n']),
    clear: () => database.exec('BEGIN; DELETE FROM recipient; DELETE FROM mail; COMMIT'),
    close: () => database.close(),
  }
}

function conditions({ messageId, subject, to }: MailFilter) {
  const all: string[] = []
  const values: string[] = []
  const when = (clause: string, value: string | undefined) => {
    if (value === undefined) return
    all.push(clause)
    values.push(value)
  }
  when('id IN (SELECT mailId FROM recipient WHERE address = ?)', to)
  when('instr(lower(subject), lower(?)) > 0', subject)
  when("trim(messageId, '<>') = trim(?, '<>')", messageId)
  return { clauses: all.length > 0 ? `WHERE ${all.join(' AND ')}` : '', values }
}
