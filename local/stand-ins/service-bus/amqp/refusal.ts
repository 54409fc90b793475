/** Descriptions name what a client sent, which may be as long as a frame. */
const longest = 1_000

/** A "no" in the words of AMQP: the condition decides which error the client library shows. */
export class Refusal extends Error {
  readonly condition: string

  constructor(condition: string, description: string) {
    super(description.slice(0, longest))
    this.name = 'Refusal'
    this.condition = condition
  }
}

/** What the real service can do and this one cannot; never silently ignored. */
export function notImplemented(what: string): Refusal {
  return new Refusal('amqp:not-implemented', `The local Service Bus does not implement ${what}.`)
}

/** The client library recognises a missing entity by this sentence, not by the condition. */
export function entityNotFound(path: string): Refusal {
  return new Refusal('amqp:not-found', `The messaging entity '${path}' could not be found.`)
}

export function messageNotFound(sequence: number): Refusal {
  return new Refusal(
    'com.microsoft:message-not-found',
    `No such message with sequence number ${sequence} in this state.`,
  )
}

export function messageLockLost(): Refusal {
  return new Refusal(
    'com.microsoft:message-lock-lost',
    'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.',
  )
}
