import type { Link } from '../amqp/link.ts'
import { notImplemented, Refusal } from '../amqp/refusal.ts'
import { isTyped, readTerminus, type SourceFields, type TargetFields, type Typed } from '../amqp/rhea.ts'

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
  const { fields } = link
  const source = unwrap<SourceFields>(fields.source, 0x28)
  const target = unwrap<TargetFields>(fields.target, 0x29)
  const { address, dynamic } = (link.sends ? source : target) ?? {}
  if (dynamic) throw notImplemented('dynamic nodes')
  if (!address) throw notImplemented('links without an address')
  if (fields.unsettled && Object.keys(fields.unsettled).length > 0)
    throw notImplemented('resuming deliveries')
  for (const name of Object.keys(fields.properties ?? {}))
    if (!knownProperties.has(name)) throw notImplemented(`the link property ${name}`)
  const mode = link.sends ? source?.distribution_mode : undefined
  if (mode && mode !== 'move') throw notImplemented(`the distribution mode ${mode}`)
  const filters = (link.sends ? source?.filter : undefined) ?? {}
  for (const name of Object.keys(filters))
    if (name !== sessionFilter) throw notImplemented(`the filter ${name}`)
  const timeout = fields.properties?.[timeoutProperty]
  return {
    ...readAddress(address),
    session: sessionFilter in filters ? { id: readSessionId(filters[sessionFilter]) } : undefined,
    timeoutMs: timeout == null ? undefined : Number(timeout),
    replyAddress: link.sends ? (target?.address ?? undefined) : undefined,
  }
}

/** True for receive-and-delete, false for peek-lock; no other pair of settle modes is served. */
export function readDeletes(link: Link): boolean {
  const [send, receive] = [link.fields.snd_settle_mode ?? 2, link.fields.rcv_settle_mode ?? 0]
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

function unwrap<Fields>(value: Typed | null | undefined, code: number): Fields | undefined {
  const descriptor = value?.descriptor?.value
  if (value == null || descriptor == null) return undefined
  if (descriptor === 0x30) throw notImplemented('transactions (a coordinator as target)')
  if (descriptor !== code) throw new Refusal('amqp:invalid-field', `The terminus ${descriptor} is not known.`)
  return readTerminus(value) as Fields
}

/** The JavaScript client sends plain text, others a described value. */
function readSessionId(value: unknown): string | null {
  const plain = isTyped(value) ? value.value : value
  return plain == null ? null : String(plain)
}
