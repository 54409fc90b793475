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

/** What is not refused in so many words is a fault of ours: the client hears of it, and so does whoever runs us. */
export function refusalFor(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  console.error('The local Service Bus failed on a frame.', error)
  return new Refusal('amqp:internal-error', `The local Service Bus failed: ${error}`)
}

/** What the real service can do and this one cannot; never silently ignored. */
export function notImplemented(what: string): Refusal {
  return new Refusal('amqp:not-implemented', `The local Service Bus does not implement ${what}.`)
}

/** The client library recognises a missing entity by this sentence, not by the condition. */
export function entityNotFound(path: string): Refusal {
  return new Refusal(
    'amqp:not-found',
    `The messaging entity '${path}' could not be found. To know more visit https://aka.ms/sbResourceMgrExceptions.`,
  )
}

export function deferredNotFound(): Refusal {
  return new Refusal(
    'com.microsoft:message-not-found',
    'Failed to lock one or more specified messages. Either the message is already locked or does not exist.',
  )
}

export function scheduledNotFound(sequences: readonly number[]): Refusal {
  return new Refusal(
    'com.microsoft:message-not-found',
    `Messages not found. Missing sequence numbers: ${sequences.join(', ')}`,
  )
}

export function messageLockLost(): Refusal {
  return new Refusal(
    'com.microsoft:message-lock-lost',
    'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue, or was received by a different receiver instance.',
  )
}
