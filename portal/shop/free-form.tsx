import {
  Button,
  Card,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Subtitle2,
  Text,
  tokens,
} from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useIsOnline } from '../api/online.ts'
import { useWrite } from '../api/write.ts'
import { useLookWords } from '../look/look-words.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import { Bought } from './bought.tsx'
import type { Product } from './queries.ts'
import { useShopWords } from './words.ts'

const useStyles = makeStyles({
  form: { display: 'grid', gap: tokens.spacingVerticalM },
  button: { justifySelf: 'start' },
})

/** A trial or a sign-up: for one person, without a card. (R001, B21) */
export function FreeForm({ product, way }: { readonly product: Product; readonly way: 'trial' | 'signUp' }) {
  const styles = useStyles()
  const words = useShopWords()
  const look = useLookWords()
  const { api, tenantId, organization } = useSession()
  const isOnline = useIsOnline()
  const client = useQueryClient()
  const get = useWrite({
    action: `${way}:${product.id}`,
    send: (productId: string, repeat) =>
      api.POST('/tenants/{t}/subscriptions', {
        params: { path: { t: tenantId } },
        headers: { ...repeat },
        body: { productId, channel: way, source: 'portal' },
      }),
    onDone: () => client.invalidateQueries(),
  })
  if (get.done) return <Bought product={product} subscription={get.done.data} />
  return (
    <Card>
      <div className={styles.form}>
        <Subtitle2 as="h2">{words.wayLong[way]}</Subtitle2>
        <Text>{words.wayFree[way]}</Text>
        <Text>{words.dataOwner(organization?.displayName ?? '')}</Text>
        {get.tries > 0 && (
          <MessageBar intent="warning">
            <MessageBarBody role="status">{look.tryingAgain(get.tries)}</MessageBarBody>
          </MessageBar>
        )}
        {get.problem && <ProblemPanel problem={get.problem} />}
        <Button
          className={styles.button}
          appearance="primary"
          disabledFocusable={get.isPending || !isOnline}
          onClick={() => !get.isPending && isOnline && get.run(product.id)}
        >
          {way === 'trial' ? words.startTrial : words.signUpNow}
        </Button>
      </div>
    </Card>
  )
}
