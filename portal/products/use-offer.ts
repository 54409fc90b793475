import { useNavigate } from '@tanstack/react-router'
import { productsLayout } from './layout-route.tsx'
import type { Offer } from './offers.ts'

/** Goes to where it is done; the filters of the list stay. */
export function useOffer() {
  const search = productsLayout.useSearch()
  const navigate = useNavigate()
  return (id: string, offer: Offer) => {
    if ('step' in offer)
      void navigate({
        to: '/subscriptions/$id/take-over/$step',
        params: { id, step: offer.step },
        search,
      })
    else void navigate({ to: '/subscriptions/$id', params: { id }, search: { ...search, do: offer.dialog } })
  }
}
