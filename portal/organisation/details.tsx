import { Spinner } from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import { Fields } from '../look/fields.tsx'
import { useFormat } from '../look/format.ts'
import { useLookWords } from '../look/look-words.ts'
import { CopyButton, ProblemPanel } from '../look/problem-panel.tsx'
import { Section } from '../look/section.tsx'
import { useTenant } from './queries.ts'
import { useOrganizationWords } from './words.ts'

/** What is known of the organisation; what its administrators decide for all of it has a page of its own. */
export function Details() {
  const words = useOrganizationWords()
  const look = useLookWords()
  const format = useFormat()
  const query = useTenant()
  const { fields } = words
  const tenant = query.data?.tenant
  const yesOrNo = (is: boolean) => (is ? look.yes : look.no)
  if (query.error) return <ProblemPanel problem={query.error} onTryAgain={() => void query.refetch()} />
  if (!tenant) return <Spinner label={look.loading} />
  return (
    <>
      <Section title={words.tabs.details} about={words.detailsAbout}>
        <Fields
          fields={[
            [fields.name, tenant.displayName],
            [
              fields.id,
              <span key="id">
                <code>{tenant.id}</code> <CopyButton text={tenant.id} />
              </span>,
            ],
            [fields.domains, format.list(tenant.domains)],
            [fields.country, format.country(tenant.country)],
            [fields.type, words.types[tenant.tenantType]],
            [fields.cloud, words.clouds[tenant.cloud]],
            [fields.language, words.languages[tenant.language]],
            [fields.agreement, tenant.agreementId],
            [fields.managed, yesOrNo(tenant.managed)],
            [
              fields.incidents,
              tenant.premierIncidentsUsed === undefined
                ? undefined
                : format.number(tenant.premierIncidentsUsed),
            ],
          ]}
        />
      </Section>
      <Section
        title={words.decided}
        about={words.decidedAbout}
        commands={<Link to="/policies">{words.toPolicies}</Link>}
      >
        <Fields
          fields={[
            [words.signUp, yesOrNo(tenant.allowAdHocSubscriptions)],
            [words.newProducts, words.newProductValues[tenant.defaultForNewProducts]],
            [words.ownMessage, tenant.ownRequestMessage],
          ]}
        />
      </Section>
    </>
  )
}
