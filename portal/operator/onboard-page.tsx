import { useNavigate } from '@tanstack/react-router'
import { Page } from '../look/page.tsx'
import { useSaveTenant } from './save-tenant.ts'
import { newTenant, TenantForm } from './tenant-form.tsx'
import { useOperatorWords } from './words.ts'

export function OnboardPage() {
  const words = useOperatorWords().tenants
  const navigate = useNavigate()
  const save = useSaveTenant()
  const onSubmit = (draft: typeof newTenant) =>
    void save.runAndWait(draft).then(
      () => navigate({ to: '/operator/tenants/$t/people', params: { t: draft.id } }),
      // The form says what went wrong.
      () => {},
    )
  return (
    <Page title={words.onboardTitle}>
      <TenantForm
        isNew
        draft={newTenant}
        verb={words.onboardVerb}
        isPending={save.isPending}
        problem={save.problem}
        onSubmit={onSubmit}
      />
    </Page>
  )
}
