import { descriptor } from '../amqp/descriptors.ts'
import type { Link } from '../amqp/link.ts'
import { source, target } from '../amqp/performatives.ts'
import { notImplemented, Refusal } from '../amqp/refusal.ts'
import { isNil, readInteger, readText } from '../amqp/scalars.ts'
import { readDescribed } from '../amqp/slices.ts'
import type { Raw } from '../amqp/values.ts'

/** What a client wants at the other end of its link. */
export interface Wish {
  readonly address: string
  readonly node: 'entity' | 'management' | 'cbs'
  /** Present on a receiver that wants one session: its id, or null for the next that is free. */
  readonly session: { readonly id: string | null } | undefined
  /** How long to wait for the next free session. */
  readonly timeoutMs: number | undefined
  /** Under which requests ask for their replies, on a receiver of replies. */
  readonly replyAddresses: readonly string[]
}

const sessionFilter = 'com.microsoft:session-filter'
const timeoutProperty = 'com.microsoft:timeout'
/** Whatever else Service Bus gives a meaning begins like these. */
const knownProperties = new Set(['com.microsoft:receiver-name', 'com.microsoft:entity-type', timeoutProperty])

/** Reads an attach; everything that would change its meaning and is not done here is refused by name. */
export function readWish(link: Link): Wish {
  const { unsettled, properties = new Map<string, Raw>() } = link.fields
  const from = source.read(terminus(link.fields.source, descriptor.source))
  const to = target.read(terminus(link.fields.target, descriptor.target))
  const { address, dynamic } = link.sends ? from : to
  if (dynamic) throw notImplemented('dynamic nodes')
  if (!address) throw notImplemented('links without an address')
  if (unsettled && unsettled.size > 0) throw notImplemented('resuming deliveries')
  for (const name of properties.keys())
    if (name.startsWith('com.microsoft:') && !knownProperties.has(name))
      throw notImplemented(`the link property ${name}`)
  const mode = link.sends ? from.distributionMode : undefined
  if (mode && mode !== 'move') throw notImplemented(`the distribution mode ${mode}`)
  const filters = (link.sends ? from.filter : undefined) ?? new Map<string, Raw>()
  for (const name of filters.keys()) if (name !== sessionFilter) throw notImplemented(`the filter ${name}`)
  const session = filters.get(sessionFilter)
  return {
    ...readAddress(address),
    session: session && { id: readSessionId(session) },
    timeoutMs: readTimeout(properties.get(timeoutProperty)),
    replyAddresses: link.sends && to.address ? [to.address] : [],
  }
}

/** True for receive-and-delete: what is sent is settled. Otherwise it is locked until the client has decided. */
export function readDeletes(link: Link): boolean {
  return link.fields.sndSettleMode === 1
}

/** Clients name a queue, or the place of a queue: `queue`, `/queue`, `sb://host/queue`, `amqp://host:5672/queue`. */
function readAddress(address: string): Pick<Wish, 'address' | 'node'> {
  const path = address.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').replace(/^\/+/, '')
  const lower = path.toLowerCase()
  if (lower === '$cbs') return { address: lower, node: 'cbs' }
  if (lower.includes('/$transfer/')) throw notImplemented(`transfer dead letters (${address})`)
  if (lower.includes('/subscriptions/')) throw notImplemented(`topics and subscriptions (${address})`)
  const suffix = '/$management'
  if (lower.endsWith(suffix)) return { address: path.slice(0, -suffix.length), node: 'management' }
  return { address: path, node: 'entity' }
}

/** The fields of a source or target, none for null. */
function terminus(value: Raw | undefined, code: number): Raw {
  if (value === undefined || isNil(value)) return emptyList
  const described = readDescribed(value)
  if (described?.code === descriptor.coordinator)
    throw notImplemented('transactions (a coordinator as target)')
  if (described?.code !== code)
    throw new Refusal('amqp:invalid-field', `The terminus ${described?.code} is not known.`)
  return described.value
}

const emptyList = Buffer.from([0x45])

/** The JavaScript client sends plain text, others a described value. */
function readSessionId(value: Raw): string | null {
  const plain = readDescribed(value)?.value ?? value
  if (isNil(plain)) return null
  const id = readText(plain)
  if (id === undefined) throw new Refusal('amqp:invalid-field', 'A session id must be a text.')
  return id
}

function readTimeout(value: Raw | undefined): number | undefined {
  if (value === undefined || isNil(value)) return undefined
  const timeoutMs = readInteger(value)
  if (timeoutMs === undefined)
    throw new Refusal('amqp:invalid-field', `${timeoutProperty} must be a whole number.`)
  return timeoutMs
}
