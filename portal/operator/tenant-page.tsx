import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Schemas } from '../api/client.ts'
import { answered } from '../api/problem.ts'
import { Fields } from '../look/fields.tsx'
import { useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { useLookWords } from '../look/look-words.ts'
import { Page } from '../look/page.tsx'
import { CopyButton, ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import { tenantRoute } from './routes.tsx'
import { useSaveTenant } from './save-tenant.ts'
import { type TenantDraft, TenantForm } from './tenant-form.tsx'
import { useOperatorWords } from './words.ts'

type Tenant = Schemas['Tenant']

/** One organisation: what operators have said of it, to read or to change. */
export function TenantPage() {
  const words = useOperatorWords().tenants
  const { may } = useSession()
  const { t } = tenantRoute.useParams()
  const query = useTenant(t)
  const { data } = query
  const mayChange = may.manageOperations && data && !data.tenant.deletedDateTime
  return (
    <Page
      title={data?.tenant.displayName ?? words.title}
      commands={
        mayChange && (
          <Link to="/operator/tenants/$t/people" params={{ t }}>
            {words.import}
          </Link>
        )
      }
    >
      {query.error && <ProblemPanel problem={query.error} onTryAgain={() => void query.refetch()} />}
      {data && !mayChange && <Known tenant={data.tenant} />}
      {data && mayChange && <Change key={t} tenant={data.tenant} etag={data.etag} />}
    </Page>
  )
}

function useTenant(t: string) {
  const { api } = useSession()
  return useQuery({
    queryKey: ['ops', 'tenant', t],
    queryFn: async () => {
      const { data, response } = await answered(api.GET('/ops/tenants/{t}', { params: { path: { t } } }))
      return { tenant: data, etag: response.headers.get('ETag') ?? '' }
    },
  })
}

function Known({ tenant }: { readonly tenant: Tenant }) {
  const words = useOperatorWords().tenants
  const format = useFormat()
  const { id, deletedDateTime } = tenant
  return (
    <Fields
      fields={[
        [
          words.id,
          <span key="id">
            <code>{id}</code> <CopyButton text={id} />
          </span>,
        ],
        [words.columns.domains, format.list(tenant.domains)],
        [words.columns.country, format.country(tenant.country)],
        [words.columns.type, words.types[tenant.tenantType]],
        [words.agreement, tenant.agreementId],
        [words.deleted, deletedDateTime && <InstantText key="deleted" at={deletedDateTime} />],
      ]}
    />
  )
}

/** What is typed stays when somebody else was faster: they see both, and decide. */
function Change({ tenant, etag }: { readonly tenant: Tenant; readonly etag: string }) {
  const words = useOperatorWords().tenants
  const look = useLookWords()
  const save = useSaveTenant()
  const [started, setStarted] = useState({ tenant, etag })
  const [isSaved, setSaved] = useState(false)
  const isStale = save.problem?.code === 'PreconditionFailed'
  const onSubmit = (draft: TenantDraft) => {
    setSaved(false)
    void save.runAndWait({ ...draft, etag: started.etag }).then(
      ({ data, response }) => {
        setStarted({ tenant: data, etag: response.headers.get('ETag') ?? '' })
        setSaved(true)
      },
      // The form says what went wrong; the fields above it then say what it is now.
      () => {},
    )
  }
  return (
    <>
      {isSaved && (
        <MessageBar intent="success" role="status">
          <MessageBarBody>{words.saved}</MessageBarBody>
        </MessageBar>
      )}
      {isStale && <Known tenant={tenant} />}
      <TenantForm
        key={started.etag}
        draft={draftOf(started.tenant)}
        verb={look.save}
        isPending={save.isPending}
        problem={save.problem}
        problemActions={
          isStale && (
            <Button
              onClick={() => {
                save.reset()
                setStarted({ tenant, etag })
              }}
            >
              {words.showPresent}
            </Button>
          )
        }
        onSubmit={onSubmit}
      />
    </>
  )
}

function draftOf(tenant: Tenant): TenantDraft {
  const { id, displayName, domains, country, tenantType, managed, cloud, language, agreementId } = tenant
  const { premierIncidentsUsed } = tenant
  return {
    id,
    body: {
      ...{ displayName, domains, country, tenantType, managed, cloud, language, agreementId },
      ...(premierIncidentsUsed === undefined ? {} : { premierIncidentsUsed }),
    },
  }
}
