import { expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation, mailsTo } from '#test/support/clients/journey.ts'
import { assign, buy, read } from '#test/support/clients/journey-verbs.ts'
import { portalVisits } from './portal-visits.ts'

const openPage = portalVisits()

test('R167 B27 support carries out the cancel that an administrator asked for, follows it, and resolves the case', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser)
  await assign(purchaser, bought, members)
  const subject = `Cancel <script>alert(1)</script> ${bought.id}`
  const description = 'Nobody uses it.\n<b>Thank you</b>'
  const supportCase = { subscriptionId: bought.id, kind: 'cancelSubscription', subject, description }
  await expectStatus(globalAdmin.post('supportCases', supportCase), 201)

  const { page } = await openPage({ as: 'sam-support', path: '/operator/support-cases' })
  // Support is not the operators' role: nothing of theirs is offered.
  expect(await page.getByRole('link', { name: 'Dead letters' }).count()).toBe(0)
  await page.getByRole('searchbox', { name: 'Search' }).fill(bought.id)
  const row = page.getByRole('row').filter({ hasText: subject })
  await row.getByText('Vera Zandstra, administrator').waitFor()
  await row.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: subject }).waitFor()
  expect(await page.locator('pre').textContent()).toBe(description)
  await page.getByRole('button', { name: 'Carry out the cancel' }).click()
  const dialog = page.getByRole('alertdialog')
  await dialog.getByText(`${purchaser.name} gets one mail that says so.`).waitFor()
  // What acts never has the first focus.
  expect(
    await dialog.getByRole('button', { name: 'Keep it' }).evaluate((one) => one === document.activeElement),
  ).toBe(true)
  await dialog.getByRole('button', { name: 'Carry out the cancel' }).click()
  await page.getByText('The cancel has started.').waitFor()
  await page.getByText('Completed').waitFor()
  await page.getByText('Deleted', { exact: true }).waitFor()
  expect(await page.getByRole('button', { name: 'Carry out the cancel' }).count()).toBe(0)
  expect(await mailsTo(purchaser.address)).toHaveLength(1)
  expect(await read(globalAdmin, bought)).toMatchObject({ status: 'Deleted' })

  await page.getByRole('button', { name: 'Resolve' }).click()
  await dialog.getByLabel('Note').fill('It is cancelled.')
  await dialog.getByRole('button', { name: 'Resolve the case' }).click()
  await page.getByText('The case is resolved.').waitFor()
  await page.getByText('It is cancelled.').waitFor()
  expect(await page.getByRole('button', { name: 'Resolve' }).count()).toBe(0)
})
