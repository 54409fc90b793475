import { anything, composite } from './composite.ts'
import { descriptor } from './descriptors.ts'
import { notImplemented, Refusal } from './refusal.ts'
import { isNil, readBoolean, readText } from './scalars.ts'
import { readDescribed, textMap } from './slices.ts'
import * as amqp from './values.ts'
import { error as errorValue } from './writing.ts'

/** Application properties to set, as bytes in the sender's types. */
export type Changes = readonly { readonly key: string; readonly value: amqp.Raw }[]

/** What a receiver decides about a message. */
export type Outcome =
  | { readonly kind: 'complete' }
  | { readonly kind: 'release' }
  | { readonly kind: 'abandon'; readonly changes: Changes }
  | { readonly kind: 'defer'; readonly changes: Changes }
  | { readonly kind: 'deadLetter'; readonly changes: Changes }

const rejectedFields = composite('rejected', { error: anything }, [])
const errorFields = composite('error', { condition: readText, description: readText, info: textMap }, [
  'condition',
])
const modifiedFields = composite(
  'modified',
  { deliveryFailed: readBoolean, undeliverableHere: readBoolean, messageAnnotations: textMap },
  [],
)

/** Reads the delivery state of a disposition; what Service Bus gives no meaning is refused by name. */
export function readOutcome(state: amqp.Raw | undefined): Outcome {
  const described = state && readDescribed(state)
  switch (described?.code) {
    case descriptor.accepted:
      return { kind: 'complete' }
    case descriptor.rejected:
      return { kind: 'deadLetter', changes: readRejection(described.value) }
    case descriptor.modified: {
      const { undeliverableHere, messageAnnotations } = modifiedFields.read(described.value)
      return { kind: undeliverableHere ? 'defer' : 'abandon', changes: toChanges(messageAnnotations) }
    }
    case descriptor.received:
      throw notImplemented('the delivery state received')
    case descriptor.released:
      return { kind: 'release' }
    case descriptor.transactionalState:
      throw notImplemented('transactions (a transactional delivery state)')
    default:
      throw notImplemented('a disposition without one of the four outcomes')
  }
}

/** The states that we write. A rejection must be bare when it is no failure, or the client takes it for one. */
export const outcomes = {
  accepted: amqp.described(descriptor.accepted, amqp.list([])),
  deadLettered: amqp.described(descriptor.rejected, amqp.list([])),
  released: amqp.described(descriptor.released, amqp.list([])),
  rejected: (refusal: Refusal): amqp.Raw =>
    amqp.described(descriptor.rejected, amqp.list([errorValue(refusal)])),
  modified: (setAside: boolean): amqp.Raw =>
    amqp.described(descriptor.modified, amqp.list([amqp.nil, amqp.boolean(setAside)])),
}

/** Why a message went to the dead letters, as the application properties that readers look at. */
export function deadLetterReason(reason: string, description: string): Changes {
  return [
    { key: 'DeadLetterReason', value: amqp.string(reason) },
    { key: 'DeadLetterErrorDescription', value: amqp.string(description) },
  ]
}

/** A null value says nothing. */
export function toChanges(map: ReadonlyMap<string, amqp.Raw> | undefined): Changes {
  const changes = [...(map ?? [])].map(([key, value]) => ({ key, value }))
  return changes.filter(({ value }) => !isNil(value))
}

/** Clients that are made for every broker reject without a reason. */
function readRejection(fields: amqp.Raw): Changes {
  const { error } = rejectedFields.read(fields)
  if (!error) return []
  const described = readDescribed(error)
  if (described?.code !== descriptor.error)
    throw new Refusal('amqp:invalid-field', 'The error of a rejection must be an error.')
  const { condition, info } = errorFields.read(described.value)
  if (condition !== 'com.microsoft:dead-letter')
    throw notImplemented(`a rejection with the condition ${condition}`)
  return toChanges(info)
}
