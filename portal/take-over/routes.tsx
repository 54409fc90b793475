import { type AnyRoute, createRoute } from '@tanstack/react-router'
import { lazyPage } from '../shell/lazy-page.ts'

/** `operation` is the operation's own page, which goes on when this one is closed. */
export const steps = ['control', 'choose', 'move', 'review', 'cancel'] as const
export type Step = (typeof steps)[number]

/** In the pane beside the list, whose route is another feature's. */
export function takeOverRoutesIn<Parent extends AnyRoute>(parent: Parent) {
  const step = createRoute({
    getParentRoute: () => parent,
    path: '/subscriptions/$id/take-over/$step',
    component: lazyPage(() => import('./take-over-page.tsx'), 'TakeOverPage'),
  })
  return [step] as const
}
