import {
  Button,
  Card,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Subtitle2,
  tokens,
} from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ok } from '../../api/problem.ts'
import { ProblemPanel } from '../../look/problem-panel.tsx'
import { keepTypedEmail } from '../typed-email.ts'
import { useShopWords } from '../words.ts'
import type { PublicProduct } from './public-queries.ts'
import { useVisitor } from './visitor.tsx'

const useStyles = makeStyles({
  form: { display: 'grid', gap: tokens.spacingVerticalM, justifyItems: 'start', maxWidth: '480px' },
  field: { width: '100%' },
})

/**
 * Whether the organisation of an address can buy; of the person nothing is said. Whoever cannot is told whom to ask;
 * whoever can signs in with that account. (R137, R138, R148)
 */
export function Precheck({ product }: { readonly product: PublicProduct }) {
  const styles = useStyles()
  const words = useShopWords()
  const { api, signIn } = useVisitor()
  const [typed, setTyped] = useState('')
  const [isWrong, setIsWrong] = useState(false)
  const email = typed.trim()
  const check = useMutation({
    mutationFn: () => ok(api.POST('/eligibility/precheck', { body: { email, productId: product.id } })),
  })
  const goOn = () => {
    keepTypedEmail(email)
    void signIn.signIn({ returnTo: location.href, loginHint: email })
  }
  return (
    <Card>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          const wrong = !/^[^\s@]+@[^\s@]+$/.test(email)
          setIsWrong(wrong)
          if (!wrong && !check.isPending) check.mutate()
        }}
      >
        <Subtitle2 as="h2">{words.precheck.lead}</Subtitle2>
        <Field
          className={styles.field}
          label={words.precheck.label}
          hint={words.precheck.hint}
          required
          {...(isWrong ? { validationMessage: words.precheck.wrong } : {})}
        >
          <Input
            type="email"
            autoComplete="email"
            value={typed}
            maxLength={320}
            onChange={(_event, data) => {
              setTyped(data.value)
              check.reset()
            }}
          />
        </Field>
        {check.data ? (
          <MessageBar intent={check.data.eligible ? 'success' : 'warning'} layout="multiline" role="status">
            <MessageBarBody>{check.data.eligible ? words.precheck.can : check.data.message}</MessageBarBody>
          </MessageBar>
        ) : (
          <Button type="submit" appearance="primary" disabledFocusable={check.isPending}>
            {words.precheck.check}
          </Button>
        )}
        {check.error && <ProblemPanel problem={check.error} />}
        {check.data?.eligible && (
          <Button appearance="primary" onClick={goOn}>
            {words.signInToBuy}
          </Button>
        )}
      </form>
    </Card>
  )
}
