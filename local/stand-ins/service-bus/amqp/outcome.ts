import { notImplemented, Refusal } from './refusal.ts'
import { encode, isTyped, type Typed } from './rhea.ts'
import { isNil, type Raw, string } from './values.ts'

/** Application properties to set, as bytes in the sender's types. */
export type Changes = readonly { readonly key: string; readonly value: Raw }[]

/** What a receiver decides about a message. */
export type Outcome =
  | { readonly kind: 'complete' }
  | { readonly kind: 'abandon'; readonly changes: Changes }
  | { readonly kind: 'defer'; readonly changes: Changes }
  | { readonly kind: 'deadLetter'; readonly changes: Changes }

/** Reads the delivery state of a disposition; what Service Bus gives no meaning is refused by name. */
export function readOutcome(state: Typed | null | undefined): Outcome {
  const fields = Array.isArray(state?.value) ? (state.value as unknown[]) : []
  switch (state?.descriptor?.value) {
    case 0x24:
      return { kind: 'complete' }
    case 0x25:
      return { kind: 'deadLetter', changes: readRejection(fields[0]) }
    case 0x27: {
      const changes = readChanges(fields[2])
      const setAside = isTyped(fields[1]) && fields[1].value === true
      return setAside ? { kind: 'defer', changes } : { kind: 'abandon', changes }
    }
    case 0x23:
      throw notImplemented('the delivery state received')
    case 0x26:
      throw notImplemented('the outcome released')
    case 0x34:
      throw notImplemented('transactions (a transactional delivery state)')
    default:
      throw notImplemented('a disposition without one of the four outcomes')
  }
}

function readRejection(error: unknown): Changes {
  if (!isTyped(error) || !Array.isArray(error.value))
    throw new Refusal('amqp:invalid-field', 'A rejection needs an error with a reason.')
  const [condition, , info] = error.value as unknown[]
  if (!isTyped(condition) || condition.value !== 'com.microsoft:dead-letter')
    throw notImplemented(`a rejection with the condition ${isTyped(condition) ? condition.value : 'none'}`)
  return readChanges(info)
}

/** Keys come as strings or symbols; a null value says nothing. */
function readChanges(map: unknown): Changes {
  if (!isTyped(map) || !Array.isArray(map.value)) return []
  const items = map.value as unknown[]
  const changes: { key: string; value: Raw }[] = []
  for (let i = 0; i + 1 < items.length; i += 2) {
    const [key, value] = [items[i], items[i + 1]]
    if (!isTyped(key) || !isTyped(value)) continue
    const raw = encode(value)
    if (!isNil(raw)) changes.push({ key: String(key.value), value: raw })
  }
  return changes
}

/** Why a message went to the dead letters, as the application properties that readers look at. */
export function deadLetterReason(reason: string, description: string): Changes {
  return [
    { key: 'DeadLetterReason', value: string(reason) },
    { key: 'DeadLetterErrorDescription', value: string(description) },
  ]
}
