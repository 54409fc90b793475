import type { Subscription } from './queries.ts'
import type { DialogName } from './routes.tsx'
import type { en } from './words.en.ts'

/** Where something that may be done to a subscription is done: a step of the take-over, or a dialog of its own page. */
export type Offer = {
  readonly id: Exclude<keyof (typeof en)['actions'], 'open' | 'unassign'>
} & ({ readonly step: 'control' | 'move' | 'cancel' } | { readonly dialog: DialogName })

const offers: readonly (Offer & { readonly action: Subscription['actions'][number] })[] = [
  { id: 'takeControl', action: 'takeControl', step: 'control' },
  { id: 'moveUsers', action: 'moveUsers', step: 'move' },
  { id: 'cancel', action: 'cancel', step: 'cancel' },
  { id: 'requestCancellation', action: 'requestCancellation', dialog: 'request' },
  { id: 'assign', action: 'assign', dialog: 'assign' },
  { id: 'assignList', action: 'assign', dialog: 'assignList' },
  { id: 'unassignList', action: 'unassign', dialog: 'unassignList' },
  { id: 'changeLicenses', action: 'changeLicenses', dialog: 'quantity' },
  { id: 'transferOwnership', action: 'transferOwnership', dialog: 'transfer' },
  { id: 'delete', action: 'delete', dialog: 'delete' },
  { id: 'askSupport', action: 'askSupportToCancel', dialog: 'support' },
]

/** Nothing but what the API offers. */
export function offersOn({ actions }: Pick<Subscription, 'actions'>): readonly Offer[] {
  return offers.filter(({ action }) => actions.includes(action))
}
