import {
  Button,
  Link as FluentLink,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Text,
} from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Choice } from '../look/choice.tsx'
import { ListView } from '../look/data-table/list-view.tsx'
import { useFormat } from '../look/format.ts'
import { useLookWords } from '../look/look-words.ts'
import { Page } from '../look/page.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import { Conflict } from './conflict.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { OrganizationPolicies } from './organization-policies.tsx'
import { policyColumns } from './policy-columns.tsx'
import { policyValues } from './policy-values.ts'
import { isStale, useActivePurchases, useExport, usePolicy, useSetProduct } from './queries.ts'
import { policiesRoute } from './routes.tsx'
import { SetAllDialog } from './set-all-dialog.tsx'
import { usePoliciesWords } from './words.ts'

/** Which products people may buy for themselves. (R034, R036, R052 to R058, B06, B07) */
export function PoliciesPage() {
  const words = usePoliciesWords()
  const look = useLookWords()
  const format = useFormat()
  const { may } = useSession()
  const search = policiesRoute.useSearch()
  const navigate = policiesRoute.useNavigate()
  const policy = usePolicy()
  const purchases = useActivePurchases()
  const setProduct = useSetProduct()
  const exported = useExport()
  const [open, setOpen] = useState<'setAll' | 'import'>()
  const products = policy.data?.products ?? []
  const columns = policyColumns({
    words,
    format,
    purchases: purchases.data,
    ...(may.administer ? { onChange: (wanted) => setProduct.mutate(wanted) } : {}),
  })
  const onSearch = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const refused = products.find(({ productId }) => productId === setProduct.variables?.productId)
  return (
    <Page
      title={words.title}
      commands={
        <>
          <Menu>
            <MenuTrigger disableButtonEnhancement>
              <Button>{words.asFile}</Button>
            </MenuTrigger>
            <MenuPopover>
              <MenuList>
                <MenuItem onClick={() => exported.mutate()}>{words.export}</MenuItem>
                {may.administer && <MenuItem onClick={() => setOpen('import')}>{words.import}</MenuItem>}
              </MenuList>
            </MenuPopover>
          </Menu>
          {may.administer && (
            <Button appearance="primary" disabled={!policy.data} onClick={() => setOpen('setAll')}>
              {words.setAll}
            </Button>
          )}
        </>
      }
    >
      <Text style={{ overflowWrap: 'anywhere' }}>
        {words.about}{' '}
        {policy.data && (
          <FluentLink href={policy.data.help} target="_blank" rel="noreferrer">
            {words.readOn}
          </FluentLink>
        )}
      </Text>
      {setProduct.error && !isStale(setProduct.error) && <ProblemPanel problem={setProduct.error} />}
      {exported.error && <ProblemPanel problem={exported.error} />}
      <ListView
        id="policies"
        caption={words.caption}
        list={{
          rows: search.value ? products.filter(({ policyValue }) => policyValue === search.value) : products,
          isLoading: policy.isPending,
          isLoaded: policy.data !== undefined,
          problem: policy.error ?? undefined,
          tryAgain: () => void policy.refetch(),
        }}
        columns={columns}
        rowId={({ productId }) => productId}
        rowName={({ productName }) => productName}
        search={search}
        onSearch={onSearch}
        filters={
          <Choice
            label={words.columns.value}
            value={search.value}
            all={look.all}
            options={policyValues.map((value) => [value, words.values[value]])}
            onChange={(value) => onSearch({ value })}
          />
        }
        isFiltered={search.value !== undefined}
        onClearFilters={() => onSearch({ value: undefined })}
        empty={<p>{words.empty}</p>}
      />
      <OrganizationPolicies />
      <Link to="/policies/countries">{words.countries}</Link>
      {setProduct.error && isStale(setProduct.error) && refused && setProduct.variables && (
        <Conflict
          thing={refused.productName}
          theirs={words.values[refused.policyValue]}
          yours={words.values[setProduct.variables.policyValue]}
          onKeep={setProduct.reset}
          onAgain={() => setProduct.variables && setProduct.mutate(setProduct.variables)}
        />
      )}
      {open === 'setAll' && policy.data && (
        <SetAllDialog policy={policy.data} onClose={() => setOpen(undefined)} />
      )}
      {open === 'import' && <ImportDialog onClose={() => setOpen(undefined)} />}
    </Page>
  )
}
