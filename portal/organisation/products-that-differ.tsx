import { Button, Field, Select, Text } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ok } from '../api/problem.ts'
import type { Column } from '../look/data-table/column.ts'
import { DataTable } from '../look/data-table/data-table.tsx'
import { useFormat } from '../look/format.ts'
import { Pane } from '../look/pane.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { Section } from '../look/section.tsx'
import { useSession } from '../sign-in/session.tsx'
import { type Chosen, type DataPolicy, DataPolicyFields, policyTexts } from './data-policy-fields.tsx'
import { useOrganizationWords } from './words.ts'

export interface ProductPolicy {
  readonly productId: string
  readonly displayName: string
  readonly differences: Chosen
}

/** Products for which something else holds; to change them only where `onChange` is given. */
export function ProductsThatDiffer({
  byDefault,
  products,
  onChange,
}: {
  readonly byDefault: DataPolicy
  readonly products: readonly ProductPolicy[]
  readonly onChange?: (products: readonly ProductPolicy[]) => void
}) {
  const words = useOrganizationWords().data
  const format = useFormat()
  const [editing, setEditing] = useState<ProductPolicy | 'new'>()
  const put = (product: ProductPolicy) => {
    const others = products.filter(({ productId }) => productId !== product.productId)
    const differs = Object.keys(product.differences).length > 0
    onChange?.(differs ? [...others, product] : others)
    setEditing(undefined)
  }
  const columns: readonly Column<ProductPolicy>[] = [
    { id: 'product', header: words.product, text: ({ displayName }) => displayName, grow: 2 },
    ...(
      [
        ['retentionDays', words.retention],
        ['externalSharing', words.sharing],
        ['dataRegion', words.region],
        ['sensitivityLabelRequired', words.label],
      ] as const
    ).map(
      ([name, header]): Column<ProductPolicy> => ({
        id: name,
        header,
        text: ({ differences }) => policyTexts({ ...byDefault, ...differences }, words, format)[name],
        cell: ({ differences }) => {
          const text = policyTexts({ ...byDefault, ...differences }, words, format)[name]
          return Object.hasOwn(differences, name) ? <strong>{text}</strong> : <Text>{text}</Text>
        },
        grow: 1.5,
        onCard: name !== 'sensitivityLabelRequired',
      }),
    ),
  ]
  return (
    <Section
      title={words.differ}
      about={words.differAbout}
      commands={onChange && <Button onClick={() => setEditing('new')}>{words.add}</Button>}
    >
      <DataTable
        caption={words.caption}
        rows={products}
        columns={columns}
        rowId={({ productId }) => productId}
        rowName={({ displayName }) => displayName}
        {...(onChange
          ? {
              onOpen: setEditing,
              actions: (product: ProductPolicy) => [
                { id: 'change', label: words.change, onClick: () => setEditing(product) },
                { id: 'remove', label: words.remove, onClick: () => put({ ...product, differences: {} }) },
              ],
            }
          : {})}
        empty={<p>{words.none}</p>}
      />
      {editing && (
        <ProductPane
          product={editing === 'new' ? undefined : editing}
          taken={products}
          byDefault={byDefault}
          onDone={put}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Section>
  )
}

function ProductPane({
  product,
  taken,
  byDefault,
  onDone,
  onClose,
}: {
  readonly product: ProductPolicy | undefined
  readonly taken: readonly ProductPolicy[]
  readonly byDefault: DataPolicy
  readonly onDone: (product: ProductPolicy) => void
  readonly onClose: () => void
}) {
  const words = useOrganizationWords().data
  const [chosen, setChosen] = useState<
    { readonly productId: string; readonly displayName: string } | undefined
  >(product)
  const [differences, setDifferences] = useState<Chosen>(product?.differences ?? {})
  const isReady = chosen !== undefined && differences.retentionDays !== 0
  return (
    <Pane title={product?.displayName ?? words.add} rowId={product?.productId ?? ''} onClose={onClose}>
      {!product && <ProductChoice taken={taken} productId={chosen?.productId} onChoose={setChosen} />}
      <DataPolicyFields chosen={differences} follows={byDefault} onChange={setDifferences} />
      <div>
        <Button
          appearance="primary"
          disabledFocusable={!isReady}
          onClick={() => isReady && onDone({ ...chosen, differences })}
        >
          {words.done}
        </Button>
      </div>
    </Pane>
  )
}

function ProductChoice({
  taken,
  productId,
  onChoose,
}: {
  readonly taken: readonly ProductPolicy[]
  readonly productId: string | undefined
  readonly onChoose: (product: { readonly productId: string; readonly displayName: string }) => void
}) {
  const words = useOrganizationWords().data
  const { api, tenantId } = useSession()
  const query = useQuery({
    queryKey: ['organization', tenantId, 'products'],
    queryFn: () =>
      ok(
        api.GET('/tenants/{t}/products', {
          params: { path: { t: tenantId }, query: { maxpagesize: 1_000 } },
        }),
      ),
  })
  const products = (query.data?.value ?? []).filter(
    ({ id }) => !taken.some((known) => known.productId === id),
  )
  return (
    <>
      {query.error && <ProblemPanel problem={query.error} onTryAgain={() => void query.refetch()} />}
      <Field label={words.addOf} required>
        <Select
          value={productId ?? ''}
          onChange={(_event, { value }) => {
            const found = products.find(({ id }) => id === value)
            if (found) onChoose({ productId: found.id, displayName: found.displayName })
          }}
        >
          <option value="" disabled>
            {words.choose}
          </option>
          {products.map(({ id, displayName }) => (
            <option key={id} value={id}>
              {displayName}
            </option>
          ))}
        </Select>
      </Field>
    </>
  )
}
