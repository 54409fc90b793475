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
  /** The address to which replies go, on a receiver of replies. */
  readonly replyAddress: string | undefined
}

const sessionFilter = 'com.microsoft:session-filter'
const timeoutProperty = 'com.microsoft:timeout'
const knownProperties = new Set(['com.microsoft:receiver-name', timeoutProperty])

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
    if (!knownProperties.has(name)) throw notImplemented(`the link property ${name}`)
  const mode = link.sends ? from.distributionMode : undefined
  if (mode && mode !== 'move') throw notImplemented(`the distribution mode ${mode}`)
  const filters = (link.sends ? from.filter : undefined) ?? new Map<string, Raw>()
  for (const name of filters.keys()) if (name !== sessionFilter) throw notImplemented(`the filter ${name}`)
  const session = filters.get(sessionFilter)
  return {
    ...readAddress(address),
    session: session && { id: readSessionId(session) },
    timeoutMs: readTimeout(properties.get(timeoutProperty)),
    replyAddress: link.sends ? to.address : undefined,
  }
}

/** True for receive-and-delete, false for peek-lock; no other pair of settle modes is served. */
export function readDeletes(link: Link): boolean {
  const [send, receive] = [link.fields.sndSettleMode ?? 2, link.fields.rcvSettleMode ?? 0]
  if (send === 1 && receive === 0) return true
  if (send === 0 && receive === 1) return false
  throw notImplemented(`receiving with the settle modes ${send} and ${receive}`)
}

function readAddress(address: string): Pick<Wish, 'address' | 'node'> {
  const path = address.replace(/^\/+/, '')
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
