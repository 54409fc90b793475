/** More than this is not kept of what clients begin and do not finish. */
const maxBytes = 64 * 2 ** 20

/** What all clients together have begun: parts of frames and of messages, sessions, links. */
export class Backlog {
  readonly #shares = new Set<BacklogShare>()
  #bytes = 0

  /** The part of one connection; `giveUp` hangs up on it when there is too much and nobody has more. */
  share(giveUp: () => void): BacklogShare {
    const share = new BacklogShare(giveUp, (bytes) => {
      if (this.#shares.has(share)) this.#keep(bytes)
    })
    this.#shares.add(share)
    return share
  }

  leave(share: BacklogShare): void {
    if (this.#shares.delete(share)) this.#bytes -= share.bytes
  }

  #keep(bytes: number): void {
    this.#bytes += bytes
    while (this.#bytes > maxBytes) {
      const [largest] = [...this.#shares].sort((a, b) => b.bytes - a.bytes)
      if (!largest) return
      this.leave(largest)
      largest.giveUp()
    }
  }
}

export class BacklogShare {
  readonly giveUp: () => void
  readonly #kept: (bytes: number) => void
  #bytes = 0

  constructor(giveUp: () => void, kept: (bytes: number) => void) {
    this.giveUp = giveUp
    this.#kept = kept
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Keeps so many bytes more, or fewer. */
  keep(bytes: number): void {
    this.#bytes += bytes
    this.#kept(bytes)
  }
}
