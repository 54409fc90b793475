import { answerCbs } from '../amqp/cbs.ts'
import type { Link } from '../amqp/link.ts'
import { entityNotFound, Refusal } from '../amqp/refusal.ts'
import { Replies, serveRequests } from '../amqp/requests.ts'
import { readDeletes, readWish, type Wish } from './attach-rules.ts'
import type { QueueSettings } from './config.ts'
import { Entity } from './entity.ts'
import type { EntitySettings, Tools } from './entity-settings.ts'
import { answerManagement } from './management.ts'
import { Producer } from './producer.ts'
import { Receiver, SessionReceiver } from './receiver.ts'

/** All entities of the namespace, and who a client meets when it opens a link. */
export class Broker {
  readonly #tools: Tools
  readonly #entities = new Map<string, Entity>()

  constructor(queues: readonly QueueSettings[], tools: Tools) {
    this.#tools = tools
    for (const queue of queues) {
      const deadLetters = new Entity(
        `${queue.name}/$DeadLetterQueue`,
        deadLetterSettings(queue),
        undefined,
        tools,
      )
      const entity = new Entity(queue.name, queue, deadLetters, tools)
      for (const each of [deadLetters, entity]) {
        this.#entities.set(each.path.toLowerCase(), each)
        each.restore()
      }
    }
  }

  /** Answers the links of one connection. */
  entrance(): (link: Link) => void {
    const replies = new Replies()
    return (link) => {
      try {
        this.#open(link, readWish(link), replies)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        link.refuse(error)
      }
    }
  }

  #open(link: Link, wish: Wish, replies: Replies): void {
    const entity = wish.node === 'cbs' ? undefined : this.#entity(wish.address)
    const node = `${entity?.path}/${wish.node}`
    if (entity && wish.node === 'entity') {
      if (link.sends) this.#openReceiver(link, wish, entity)
      else this.#openProducer(link, entity)
    } else if (link.sends) replies.open(link, node, [link.name, ...wish.replyAddresses])
    else {
      const { turn } = this.#tools
      const answer = entity ? answerManagement.bind(undefined, entity) : answerCbs
      link.user = serveRequests(link, node, replies, turn, answer)
    }
  }

  #openProducer(link: Link, entity: Entity): void {
    if (!entity.deadLetters)
      throw new Refusal('amqp:not-allowed', `Nobody can send to the dead letters '${entity.path}'.`)
    link.user = new Producer(link, entity, this.#tools)
    link.open()
  }

  #openReceiver(link: Link, wish: Wish, entity: Entity): void {
    const { session } = wish
    const deletes = readDeletes(link)
    const { sessions } = entity
    if (session && !sessions)
      throw new Refusal(
        'amqp:not-allowed',
        'A sessionful message receiver cannot be created on an entity that does not require sessions. Ensure RequiresSession is set to true when creating a Queue or Subscription to enable sessionful behavior.',
      )
    if (!session && sessions)
      throw new Refusal(
        'amqp:not-allowed',
        'It is not possible for an entity that requires sessions to create a non-sessionful message receiver.',
      )
    if (session && sessions) {
      const receiver = new SessionReceiver({ link, deletes }, entity, sessions, this.#tools)
      link.user = receiver
      if (session.id === null) receiver.acceptNext(wish.timeoutMs)
      else receiver.acceptSession(session.id)
    } else {
      const receiver = new Receiver(link, entity, this.#tools, deletes)
      link.user = receiver
      receiver.start()
    }
  }

  #entity(path: string): Entity {
    const entity = this.#entities.get(path.toLowerCase())
    if (!entity) throw entityNotFound(path)
    return entity
  }
}

/** Dead letters stay until somebody takes them. */
function deadLetterSettings(queue: QueueSettings): EntitySettings {
  return {
    lockDurationMs: queue.lockDurationMs,
    maxDeliveryCount: Number.POSITIVE_INFINITY,
    defaultTtlMs: Number.POSITIVE_INFINITY,
    deadLetterOnExpiry: false,
    requiresSession: false,
    duplicateWindowMs: undefined,
  }
}
