import { Failure } from '../answers.ts'
import { Container } from './container.ts'
import { type ContainerDefinition, completeDefinition } from './container-definition.ts'
import type { Draft } from './draft.ts'
import { Durability } from './durability.ts'
import { Replicas } from './replicas.ts'

export type Database = {
  readonly number: number
  readonly id: string
  readonly containers: Map<string, Container>
}

/** How many expired documents one sweep removes from a container. */
const sweepLimit = 2_000

/** Databases and containers, and the two counters that order everything in them. */
export class Store {
  readonly durability: Durability
  readonly databases = new Map<string, Database>()
  readonly replicas = new Replicas()
  readonly #rangeCount: number
  #sequence: number
  #lsn: number
  #committedLsn: number

  constructor(stateFolder: string, rangeCount: number) {
    this.#rangeCount = rangeCount
    this.durability = new Durability(stateFolder)
    const { sequence, lsn } = this.durability.readCounters()
    this.#sequence = sequence
    this.#lsn = lsn
    this.#committedLsn = lsn
    this.durability.counters = () => ({ sequence: this.#sequence, lsn: this.#lsn })
    for (const { number, id } of this.durability.readDatabases())
      this.databases.set(id, { number, id, containers: new Map() })
    const byNumber = new Map<number, Container>()
    for (const { number, database, body } of this.durability.readContainers())
      byNumber.set(number, this.#open(number, database, JSON.parse(body) as ContainerDefinition))
    for (const document of this.durability.readDocuments()) byNumber.get(document.container)?.load(document)
  }

  /** The number of the last commit. What a failed batch used up is not in the file, so nobody may hear of it. */
  get lsn(): number {
    return this.#committedLsn
  }

  /** The number of the next write: etags come from it, and it never comes twice. */
  nextLsn(): number {
    return ++this.#lsn
  }

  /** The position of the next new document. */
  nextSequence(): number {
    return ++this.#sequence
  }

  /** Makes a draft true, all of it as one commit. */
  commit(draft: Draft): void {
    const changes = draft.apply()
    if (changes.length === 0) return
    const lsnBefore = this.#committedLsn
    const lsn = this.nextLsn()
    this.#committedLsn = lsn
    const { container, partition, now } = draft
    this.replicas.note(container, lsnBefore, { lsn, at: now, partition, changes })
  }

  /** What a read sees that must see every commit up to `lsn`: the container, and how far it really goes. */
  see(container: Container, lsn: number): { readonly container: Container; readonly lsn: number } {
    if (lsn > this.lsn)
      throw new Failure(404, 'The read session is not available for the input session token.', {
        substatus: 1002,
      })
    return this.replicas.read(container, lsn) ?? { container, lsn: this.lsn }
  }

  database(id: string): Database {
    const database = this.databases.get(id)
    if (database === undefined) throw new Failure(404, `The database '${id}' does not exist.`)
    return database
  }

  container(databaseId: string, id: string): Container {
    const container = this.database(databaseId).containers.get(id)
    if (container === undefined)
      throw new Failure(404, `The container '${id}' does not exist.`, { substatus: 1003 })
    return container
  }

  createDatabase(id: string): Database {
    if (this.databases.has(id)) throw new Failure(409, `The database '${id}' exists already.`)
    const database = { number: this.durability.saveDatabase(id), id, containers: new Map() }
    this.databases.set(id, database)
    return database
  }

  createContainer(databaseId: string, body: unknown): Container {
    const database = this.database(databaseId)
    const definition = completeDefinition(body)
    if (database.containers.has(definition.id))
      throw new Failure(409, `The container '${definition.id}' exists already.`)
    const number = this.durability.saveContainer(databaseId, JSON.stringify(definition))
    return this.#open(number, databaseId, definition)
  }

  deleteDatabase(id: string): void {
    const database = this.database(id)
    for (const container of database.containers.keys()) this.deleteContainer(id, container)
    this.durability.forgetDatabase(id)
    this.databases.delete(id)
  }

  deleteContainer(databaseId: string, id: string): void {
    this.durability.forgetContainer(this.container(databaseId, id).number)
    this.database(databaseId).containers.delete(id)
  }

  sweep(now: number): void {
    for (const { containers } of this.databases.values())
      for (const container of containers.values()) container.sweep(now, sweepLimit)
  }

  #open(number: number, databaseId: string, definition: ContainerDefinition): Container {
    const database = this.database(databaseId)
    const container = new Container(number, database, definition, this.durability, this.#rangeCount)
    database.containers.set(definition.id, container)
    return container
  }
}
