import { expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation } from '#test/support/clients/journey.ts'
import { askDeleteSignUp, signUp } from '#test/support/clients/journey-verbs.ts'
import { portalVisits } from './portal-visits.ts'

const openPage = portalVisits()

test('R024 R025 B27 a directory is deleted by its Global Administrator who types its name, once an operator has removed the data of what somebody signed up for', async () => {
  const displayName = 'Weg ermee B.V.'
  const { id, globalAdmin, billingAdmin, purchaser } = await anOrganisation({ displayName })
  const signedUp = await signUp(purchaser)
  const billing = await openPage({ as: billingAdmin, path: '/organization/deletion' })
  await billing.page.getByRole('heading', { name: 'You may not open this' }).waitFor()
  await billing.page.getByText('Global Administrator').waitFor()

  const { page, expectFault } = await openPage({ as: globalAdmin, path: '/organization/deletion' })
  await page.getByText('One thing stands in the way.').waitFor()
  const blocker = page.getByRole('row').filter({ hasText: 'Somebody signed up for it' })
  expect(await blocker.textContent()).toContain(purchaser.name)
  expect(await blocker.getByRole('link').getAttribute('href')).toBe(`/app/subscriptions/${signedUp.id}`)
  const help = page.getByRole('link', { name: 'How to delete a directory' })
  expect(await help.getAttribute('href')).toMatch(/^https:/)
  await expectStatus(askDeleteSignUp(globalAdmin, signedUp), 202)
  await page.getByRole('button', { name: 'Check again' }).click()
  await blocker.getByText('Wait: it goes away by itself').waitFor()
  expect(await page.getByRole('button', { name: 'Delete the organisation' }).count()).toBe(0)

  const operator = await openPage({ as: 'olga-operator', path: `/operator/work-items?q=${id}` })
  const item = operator.page.getByRole('row').filter({ hasText: displayName })
  const choose = async (action: string) => {
    await item.getByRole('button', { name: /^More actions/ }).click()
    await operator.page.getByRole('menuitem', { name: action }).click()
  }
  await choose('Take for an hour')
  await item.getByText('Taken').waitFor()
  await choose('The data is removed…')
  await operator.page.getByRole('button', { name: 'The data is removed', exact: true }).click()
  await operator.page.getByText('Nothing matches these filters.').waitFor()

  await page.getByRole('button', { name: 'Check again' }).click()
  await page.getByText('Nothing stands in the way.').waitFor()
  await page.getByRole('button', { name: 'Delete the organisation' }).click()
  const dialog = page.getByRole('alertdialog')
  const verb = dialog.getByRole('button', { name: `Delete ${displayName}` })
  const typed = dialog.getByLabel(`Type ${displayName} to confirm`)
  await typed.fill('Weg')
  expect(await verb.getAttribute('aria-disabled')).toBe('true')
  await typed.fill(displayName)
  expectFault(/^console: .*403/)
  await verb.click()
  await page.getByRole('heading', { name: 'Your organisation does not use Seatwarden yet' }).waitFor()
})
