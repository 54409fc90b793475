import {
  Button,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Spinner,
  Text,
  tokens,
} from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Schemas } from '../api/client.ts'
import { useIsOnline } from '../api/online.ts'
import { ok } from '../api/problem.ts'
import { useWrite } from '../api/write.ts'
import { Fields } from '../look/fields.tsx'
import { useFormat } from '../look/format.ts'
import { useLookWords } from '../look/look-words.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { Section } from '../look/section.tsx'
import { useSession } from '../sign-in/session.tsx'
import { type DataPolicy, DataPolicyFields, policyTexts } from './data-policy-fields.tsx'
import { type ProductPolicy, ProductsThatDiffer } from './products-that-differ.tsx'
import { useRefresh } from './queries.ts'
import { useOrganizationWords } from './words.ts'

type DataPolicies = Schemas['DataPolicies']

interface Draft {
  readonly default: DataPolicy
  readonly products: readonly ProductPolicy[]
}

const useStyles = makeStyles({
  fields: { display: 'grid', gap: tokens.spacingVerticalM, maxWidth: '480px' },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, alignItems: 'center' },
})

/** What holds for the data of the organisation, whoever has bought a licence. (R035, R131, R159) */
export function DataPoliciesPart() {
  const words = useOrganizationWords().data
  const look = useLookWords()
  const { api, tenantId, may } = useSession()
  const query = useQuery({
    queryKey: ['organization', tenantId, 'data'],
    queryFn: () => ok(api.GET('/tenants/{t}/dataPolicies', { params: { path: { t: tenantId } } })),
  })
  return (
    <>
      <Text>{words.about}</Text>
      {query.error && <ProblemPanel problem={query.error} onTryAgain={() => void query.refetch()} />}
      {query.isPending && <Spinner label={look.loading} />}
      {query.data && may.administer && <Editor present={query.data} />}
      {query.data && !may.administer && <Reader policies={query.data} />}
    </>
  )
}

function Reader({ policies }: { readonly policies: DataPolicies }) {
  const words = useOrganizationWords().data
  const format = useFormat()
  const texts = policyTexts(policies.default, words, format)
  return (
    <>
      <Section title={words.default}>
        <Fields
          fields={[
            [words.retention, texts.retentionDays],
            [words.sharing, texts.externalSharing],
            [words.region, texts.dataRegion],
            [words.label, texts.sensitivityLabelRequired],
          ]}
        />
      </Section>
      <ProductsThatDiffer byDefault={policies.default} products={policies.products} />
    </>
  )
}

/** All of it is one document: it is changed here, then saved as a whole. */
function Editor({ present }: { readonly present: DataPolicies }) {
  const styles = useStyles()
  const words = useOrganizationWords().data
  const isOnline = useIsOnline()
  const [started, setStarted] = useState(present)
  const [draft, setDraft] = useState<Draft>(present)
  const save = useSave()
  const isChanged = JSON.stringify(bodyOf(draft)) !== JSON.stringify(bodyOf(started))
  const show = (policies: DataPolicies) => {
    setStarted(policies)
    setDraft(policies)
  }
  // Nobody is working on it: what others save is seen.
  if (!isChanged && started.etag !== present.etag && !save.isPending) show(present)
  const takeTheirs = () => {
    save.reset()
    show(present)
  }
  const run = (etag: string) =>
    void save.runAndWait({ draft, etag }).then(
      ({ data }) => show(data),
      // Said below.
      () => {},
    )
  const isStale = save.problem?.code === 'PreconditionFailed'
  const canSave = isChanged && isOnline && !save.isPending && draft.default.retentionDays !== 0
  return (
    <>
      <Section title={words.default}>
        <div className={styles.fields}>
          <DataPolicyFields
            chosen={draft.default}
            onChange={(chosen) => setDraft({ ...draft, default: { ...draft.default, ...chosen } })}
          />
        </div>
      </Section>
      <ProductsThatDiffer
        byDefault={draft.default}
        products={draft.products}
        onChange={(products) => setDraft({ ...draft, products })}
      />
      {save.problem && (
        <ProblemPanel
          problem={save.problem}
          actions={
            isStale && (
              <>
                <Button onClick={takeTheirs}>{words.theirs}</Button>
                <Button onClick={() => run(present.etag)}>{words.mine}</Button>
              </>
            )
          }
        />
      )}
      {save.done && !isChanged && (
        <MessageBar intent="success" role="status">
          <MessageBarBody>{words.saved}</MessageBarBody>
        </MessageBar>
      )}
      <div className={styles.buttons}>
        <Button
          appearance="primary"
          disabledFocusable={!canSave}
          onClick={() => canSave && run(started.etag)}
        >
          {words.save}
        </Button>
        {isChanged && (
          <>
            <Button onClick={takeTheirs}>{words.discard}</Button>
            <Text>{words.unsaved}</Text>
          </>
        )}
      </div>
    </>
  )
}

function useSave() {
  const { api, tenantId } = useSession()
  const refresh = useRefresh()
  return useWrite({
    action: `data-policies:${tenantId}`,
    send: async ({ draft, etag }: { readonly draft: Draft; readonly etag: string }) => {
      const answer = await api.PUT('/tenants/{t}/dataPolicies', {
        params: { path: { t: tenantId }, header: { 'If-Match': etag } },
        body: bodyOf(draft),
      })
      // Both are wanted then: what it is now, and what was chosen.
      if (answer.response.status === 412) await refresh()
      return answer
    },
    onDone: refresh,
  })
}

function bodyOf({ default: byDefault, products }: Draft) {
  return {
    default: byDefault,
    products: products.map(({ productId, differences }) => ({ productId, differences })),
  }
}
