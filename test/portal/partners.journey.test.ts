import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { northline } from '#local/demo/demo-people.ts'
import { anOrganisation } from '#test/support/clients/journey.ts'
import { auditEntries } from '#test/support/clients/stored-documents.ts'
import { portalVisits } from './portal-visits.ts'

const openPage = portalVisits()

test('R169 R170 B27 an administrator lets a partner in, who works under a banner and leaves; once it is ended, the open page says so', async () => {
  const displayName = `Klant ${randomUUID().slice(0, 8)}`
  const { id, globalAdmin } = await anOrganisation({ displayName })
  const admin = await openPage({ as: globalAdmin, path: '/organization/partners' })
  await admin.page.getByText('No partner may act here.').waitFor()
  await admin.page.getByRole('button', { name: 'Let a partner in' }).click()
  const dialog = admin.page.getByRole('alertdialog')
  await dialog.getByLabel('Tenant id of the partner').fill(randomUUID())
  await dialog.getByRole('checkbox', { name: 'Billing Administrator' }).check()
  admin.expectFault(/^console: .*422/)
  await dialog.getByRole('button', { name: 'Let them in' }).click()
  await dialog.getByRole('alert').waitFor()
  await dialog.getByLabel('Tenant id of the partner').fill(northline.id)
  await dialog.getByRole('button', { name: 'Let them in' }).click()
  await admin.page.getByText(`${northline.displayName} may act here now.`).waitFor()

  const partner = await openPage({ as: 'paul-partner', path: '/customers' })
  const { page } = partner
  await page.getByRole('searchbox', { name: 'Search' }).fill(displayName)
  const row = page.getByRole('row').filter({ hasText: displayName })
  expect(await row.textContent()).toContain('Billing Administrator and Global Reader')
  await row.getByRole('link', { name: `Act for ${displayName}` }).click()
  await page.waitForURL(`**/app/customers/${id}/`)
  await page.getByText(`You act for ${displayName}`).waitFor()
  // Purchases of one's own are not the customer's.
  expect(await page.getByRole('link', { name: 'Catalogue' }).count()).toBe(0)
  await page.getByRole('link', { name: 'Organisation', exact: true }).click()
  await page.getByRole('link', { name: 'Data policies' }).click()
  await page.getByLabel('Shared outside the organisation').selectOption({ label: 'With nobody' })
  await page.getByRole('button', { name: 'Add a product' }).click()
  const pane = page.getByRole('dialog')
  await pane.getByLabel('Product').selectOption({ label: 'Power BI Pro' })
  await pane.getByLabel('Stored in').selectOption({ label: 'Anywhere' })
  await pane.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('row').filter({ hasText: 'Power BI Pro' }).getByText('With nobody').waitFor()
  await page.getByRole('button', { name: 'Save data policies' }).click()
  await page.getByText('The data policies are saved.').waitFor()
  const changed = (await auditEntries(id)).find(({ action }) => action === 'dataPolicies.changed')
  expect(changed?.by).toMatchObject({ name: expect.stringMatching(/^Paul/), tenantId: northline.id })

  await page.getByRole('link', { name: 'Back to your own organisation' }).click()
  await page.getByRole('heading', { name: 'Customers' }).waitFor()
  expect(await page.getByText(`You act for ${displayName}`).count()).toBe(0)
  await page.goBack()
  await page.getByText(`You act for ${displayName}`).waitFor()

  const given = admin.page.getByRole('row').filter({ hasText: northline.displayName })
  await given.getByRole('button', { name: /^More actions/ }).click()
  await admin.page.getByRole('menuitem', { name: 'End it' }).click()
  await dialog.getByRole('button', { name: `End it for ${northline.displayName}` }).click()
  await admin.page.getByText('It is ended.').waitFor()
  partner.expectFault(/^console: .*404/)
  await page.getByRole('link', { name: 'Guests' }).click()
  await page.getByRole('heading', { name: 'You do not act for this customer' }).waitFor()
  await page.getByRole('link', { name: 'Back to your own organisation' }).click()
  await page.waitForURL('**/app/customers')
})
