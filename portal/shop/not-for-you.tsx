import { MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import type { Schemas } from '../api/client.ts'
import { LinkButton } from '../look/link-button.tsx'
import { mayBeAskedFor } from './ways.ts'
import { useShopWords } from './words.ts'

/** Why not, in the API's words, which say whom to ask; and asking. (R148) */
export function NotForYou({
  product,
  reasons,
}: {
  readonly product: Schemas['Product']
  readonly reasons: readonly Schemas['EligibilityReason'][]
}) {
  const words = useShopWords()
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{words.cannot}</MessageBarTitle>
        {[...new Set(reasons.map(({ message }) => message))].map((message) => (
          <div key={message}>{message}</div>
        ))}
      </MessageBarBody>
      {mayBeAskedFor(reasons) && (
        <MessageBarActions>
          <LinkButton appearance="primary" to="/my-requests/new" search={{ productId: product.id }}>
            {words.ask}
          </LinkButton>
        </MessageBarActions>
      )}
    </MessageBar>
  )
}
