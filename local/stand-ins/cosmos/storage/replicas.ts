import type { Container } from './container.ts'
import { type Commit, History, type Lag } from './history.ts'

/**
 * Copies of the data that lag behind and serve the reads in turn, on demand. What they do not have yet is what was
 * written since they were asked for; until then nothing is kept.
 */
export class Replicas {
  #lags: readonly Lag[] = []
  #turn = 0
  readonly #histories = new Map<Container, History>()

  /** An empty list: reads see everything again. */
  set(lags: readonly Lag[]): void {
    this.#lags = lags
    this.#turn = 0
    this.#histories.clear()
  }

  note(container: Container, lsnBefore: number, commit: Commit): void {
    if (this.#lags.length === 0) return
    let history = this.#histories.get(container)
    if (history === undefined) {
      history = new History(container, lsnBefore)
      this.#histories.set(container, history)
    }
    history.add(commit)
    history.forget(this.#lags, commit.at)
  }

  /** What the replica whose turn it is has of the container, once it has waited for every commit up to `lsn`. */
  read(
    container: Container,
    lsn: number,
  ): { readonly container: Container; readonly lsn: number } | undefined {
    const lag = this.#lags[this.#turn++ % this.#lags.length]
    const history = this.#histories.get(container)
    if (lag === undefined || history === undefined) return undefined
    const seen = Math.max(lsn, history.lsnBehind(lag, Date.now()))
    return { container: history.upTo(seen), lsn: seen }
  }
}
