import { Button } from '@fluentui/react-components'
import { MergeRegular } from '@fluentui/react-icons'
import { useNavigate } from '@tanstack/react-router'
import type { Subscription } from './queries.ts'
import { useProductsWords } from './words.ts'

/** Takes the chosen subscriptions over into one: where that is said in which order, and where to. (B05) */
export function Consolidate({ chosen }: { readonly chosen: readonly Subscription[] }) {
  const words = useProductsWords()
  const navigate = useNavigate()
  const may = chosen.length > 0
  const sources = chosen.map(({ id }) => id).join('.')
  return (
    <Button
      icon={<MergeRegular />}
      disabledFocusable={!may}
      onClick={() => may && void navigate({ to: '/products/consolidate', search: { sources } })}
    >
      {may ? words.consolidateOf(chosen.length) : words.consolidate}
    </Button>
  )
}
