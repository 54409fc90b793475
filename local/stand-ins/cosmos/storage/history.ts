import { Container } from './container.ts'
import type { Change } from './draft.ts'

/** What one request did to one partition, all at once. */
export type Commit = {
  readonly lsn: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly partition: string
  readonly changes: readonly Change[]
}

/** How far behind a reader is. */
export type Lag = { readonly writesBehind: number } | { readonly millisecondsBehind: number }

/** A container's last commits, and the container as it was after any of them. */
export class History {
  readonly #container: Container
  readonly #commits: Commit[] = []
  /** How far the container was before the first of the commits. */
  #lsnBefore: number
  /** A copy of the container that goes back and forth between the commits; made when somebody looks back. */
  #view: Container | undefined
  /** How many of the commits are in the view. */
  #viewed = 0

  constructor(container: Container, lsnBefore: number) {
    this.#container = container
    this.#lsnBefore = lsnBefore
  }

  add(commit: Commit): void {
    this.#commits.push(commit)
  }

  /** The last commit that somebody sees who is so far behind. */
  lsnBehind(lag: Lag, now: number): number {
    const seen = this.#countBehind(lag, now)
    return this.#commits[seen - 1]?.lsn ?? this.#lsnBefore
  }

  /** The container with every commit up to this one, until the next call. Only to be read. */
  upTo(lsn: number): Container {
    const count = this.#commits.findLastIndex((commit) => commit.lsn <= lsn) + 1
    return count === this.#commits.length ? this.#container : this.#viewOf(count)
  }

  /** Forgets the commits that nobody who is at most so far behind misses. */
  forget(lags: readonly Lag[], now: number): void {
    const count = Math.min(...lags.map((lag) => this.#countBehind(lag, now)))
    if (this.#view !== undefined && this.#viewed < count) this.#viewOf(count)
    this.#lsnBefore = this.#commits[count - 1]?.lsn ?? this.#lsnBefore
    this.#commits.splice(0, count)
    this.#viewed -= count
  }

  #countBehind(lag: Lag, now: number): number {
    if ('writesBehind' in lag) return Math.max(0, this.#commits.length - lag.writesBehind)
    return this.#commits.findLastIndex(({ at }) => at <= now - lag.millisecondsBehind) + 1
  }

  #viewOf(count: number): Container {
    let view = this.#view
    if (view === undefined) {
      const { number, database, definition, ranges } = this.#container
      view = new Container(number, database, definition, { put() {}, delete() {} }, ranges.length)
      for (const entry of this.#container.entries()) view.insert({ ...entry })
      this.#view = view
      this.#viewed = this.#commits.length
    }
    while (this.#viewed < count) put(view, this.#commits[this.#viewed++] as Commit, 'after')
    while (this.#viewed > count) put(view, this.#commits[--this.#viewed] as Commit, 'before')
    return view
  }
}

function put(view: Container, { partition, changes }: Commit, side: 'before' | 'after'): void {
  for (const change of changes) {
    const { id } = change
    const found = view.find(partition, id)
    const held = change[side]
    if (found !== undefined && found.sequence === held?.sequence) {
      view.change(found, held.version)
      continue
    }
    if (found !== undefined) view.remove(found)
    if (held !== undefined) view.insert({ ...held, id, partition })
  }
}
