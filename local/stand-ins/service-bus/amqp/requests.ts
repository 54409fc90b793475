import type { Incoming, Link, LinkUser } from './link.ts'
import { outcomes } from './outcome.ts'
import { Refusal } from './refusal.ts'
import { type Request, readRequest } from './request.ts'
import type { Turn } from './turn.ts'

/** The reply links of one connection. */
export class Replies {
  /** The newest first. */
  readonly #links: {
    readonly reply: ReplyLink
    readonly link: Link
    readonly node: string
    readonly names: readonly string[]
  }[] = []

  /** Opens a link for the answers of a node to requests that ask for them under one of these names. */
  open(link: Link, node: string, names: readonly string[]): void {
    const reply = new ReplyLink(link)
    const entry = { reply, link, node, names }
    this.#links.unshift(entry)
    link.user = {
      onFlow: () => reply.sendWaiting(),
      onClosed: () => this.#links.splice(this.#links.indexOf(entry), 1),
    }
    link.open()
  }

  /**
   * Sends an answer where its request asked for it. Some clients do not say: they read it on the link from the same
   * node in the same session. An answer to a link that is gone is dropped, as its reader is.
   */
  send(
    request: { readonly link: Link; readonly node: string; readonly replyTo: string | undefined },
    message: Buffer,
  ): void {
    const { link, node, replyTo } = request
    const ofNode = this.#links.filter((each) => each.node === node)
    const entry =
      replyTo === undefined
        ? (ofNode.find((each) => each.link.sharesSessionWith(link)) ?? ofNode[0])
        : this.#links.find(({ names }) => names.includes(replyTo))
    entry?.reply.send(message)
  }
}

/** Who asks and asks and reads no answer is not waited for. */
const waitingMaxBytes = 4 * 2 ** 20

class ReplyLink {
  readonly #link: Link
  readonly #waiting: Buffer[] = []
  #sent = 0
  #waitingBytes = 0

  constructor(link: Link) {
    this.#link = link
  }

  send(message: Buffer): void {
    this.#waiting.push(message)
    this.#waitingBytes += message.length
    this.sendWaiting()
    if (this.#waitingBytes > waitingMaxBytes)
      this.#link.refuse(new Refusal('amqp:resource-limit-exceeded', 'Too many answers wait to be read.'))
  }

  sendWaiting(): void {
    while (this.#link.isOpen && this.#link.credit > 0 && !this.#link.isFull) {
      const message = this.#waiting.shift()
      if (!message) break
      this.#waitingBytes -= message.length
      this.#sent += 1
      this.#link.send(message, { tag: Buffer.from(String(this.#sent)), settled: true })
    }
    if (this.#link.draining && this.#waiting.length === 0) this.#link.drained()
  }
}

/** Takes requests and sends what `answer` makes of them, when all that it changed is stored. */
export function serveRequests(
  link: Link,
  node: string,
  replies: Replies,
  turn: Turn,
  answer: (request: Request) => Buffer,
): LinkUser {
  link.open()
  return {
    onMessage(message) {
      const request = requestOrRefusal(message)
      if (request instanceof Refusal) {
        if (message.settled) throw request
        link.settle(message.deliveryId, outcomes.rejected(request))
        return
      }
      const reply = answer(request)
      turn.afterStored(() => {
        if (!message.settled) link.settle(message.deliveryId, outcomes.accepted)
        replies.send({ link, node, replyTo: request.replyTo }, reply)
      })
    },
  }
}

function requestOrRefusal({ bytes, size }: Incoming): Request | Refusal {
  if (bytes.length < size)
    return new Refusal('amqp:link:message-size-exceeded', `A request of ${size} bytes is too large.`)
  try {
    return readRequest(bytes)
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}
