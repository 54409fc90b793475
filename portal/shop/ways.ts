import type { Schemas } from '../api/client.ts'

/** The ways to get a product that somebody can take here, in the order in which they are offered. */
export const ways = ['selfService', 'trial', 'signUp', 'central'] as const
export type Way = (typeof ways)[number]

type Channel = Schemas['PublicProduct']['channels'][number] &
  Pick<Schemas['Product']['channels'][number], 'eligible' | 'reasons'>

export interface Offer extends Channel {
  readonly channel: Way
}

export interface Offered {
  readonly id: string
  readonly displayName: string
  readonly family: string
  readonly availableFrom: string
  readonly channels: readonly Channel[]
}

/** How somebody can get it, or could if nothing stood in the way; centrally only whoever may order for the organisation. */
export function offersOf({ channels }: Pick<Offered, 'channels'>, mayOrder: boolean): readonly Offer[] {
  return ways.flatMap((way) => {
    if (way === 'central' && !mayOrder) return []
    const found = channels.find(({ channel }) => channel === way)
    return found ? [{ ...found, channel: way }] : []
  })
}

/** Whether it can be had now. Before anyone signs in only its day tells. (R124) */
export function isOpen(
  { eligible }: Pick<Offer, 'eligible'>,
  { availableFrom }: Pick<Offered, 'availableFrom'>,
  today = new Date().toISOString().slice(0, 10),
): boolean {
  return eligible ?? availableFrom <= today
}

/** What asking an administrator for it cannot change. */
const beyondAdministrators: ReadonlySet<string> = new Set([
  'GuestNotAllowed',
  'AccountDisabled',
  'PersonalAccount',
  'NotYetAvailable',
  'ProductNotOffered',
])

/** Whether to offer to ask for it. (R148, B10) */
export function mayBeAskedFor(reasons: readonly { readonly code: string }[]): boolean {
  return !reasons.some(({ code }) => beyondAdministrators.has(code))
}
