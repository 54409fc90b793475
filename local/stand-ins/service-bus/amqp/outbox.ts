import type { Socket } from 'node:net'
import { emptyFrame } from './frames.ts'

/** More than this is not written to a client that does not read. */
const fullAtBytes = 2 ** 20

/** What we say to one client, in one write a turn. */
export class Outbox {
  readonly #socket: Socket
  #unwritten: Buffer[] = []
  #unwrittenBytes = 0
  #owesSign = false

  /** `onRoom` is called when a client that did not read does so again. */
  constructor(socket: Socket, onRoom: () => void) {
    this.#socket = socket
    socket.on('drain', () => {
      socket.resume()
      onRoom()
    })
  }

  get isFull(): boolean {
    return this.#socket.writableLength + this.#unwrittenBytes > fullAtBytes
  }

  add(bytes: Buffer): void {
    this.#unwritten.push(bytes)
    this.#unwrittenBytes += bytes.length
  }

  /**
   * The client said something, and waits for a sign of us even if there is no answer: it leaves Nagle's algorithm on,
   * so its next small write would wait some 40 ms for our delayed acknowledgement. An empty frame carries it at once.
   */
  owesSign(): void {
    this.#owesSign = true
  }

  signOfLife(): void {
    if (!this.isFull) this.#socket.write(emptyFrame)
  }

  flush(options: { readonly mayBeEmpty: boolean }): void {
    if (this.#unwritten.length === 0 && this.#owesSign && options.mayBeEmpty) this.#unwritten.push(emptyFrame)
    this.#owesSign = false
    if (this.#unwritten.length > 0 && this.#socket.writable)
      this.#socket.write(Buffer.concat(this.#unwritten))
    this.#unwritten = []
    this.#unwrittenBytes = 0
    if (this.isFull) this.#socket.pause() // Whoever does not read the answers asks no more questions.
  }
}
