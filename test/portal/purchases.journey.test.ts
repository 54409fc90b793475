import { expect, test } from 'vitest'
import { anOrganisation, mailsTo } from '#test/support/clients/journey.ts'
import { assign, buy, holders, pages, read } from '#test/support/clients/journey-verbs.ts'
import { portalVisits } from './portal-visits.ts'

const openPage = portalVisits()

test('R099 R101 R107 R118 R155 R156: the total is absolute and its price is told first; a licence is taken back; the invoice is there as a page and a PDF', async () => {
  const { purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser, { totalLicenses: 100 })
  await assign(purchaser, bought, members.slice(0, 3))
  const { page } = await openPage({ as: purchaser, path: '/mine' })
  await page.getByRole('button', { name: 'More actions for Power BI Pro' }).click()
  await page.getByRole('menuitem', { name: 'Buy or remove licences' }).click()
  const dialog = page.getByRole('dialog')
  const total = dialog.getByLabel('Total licences')
  await total.fill('2')
  await dialog.getByText('keep at least 3').waitFor()
  expect(await dialog.getByRole('button', { name: 'Save' }).isEnabled()).toBe(false)
  await total.fill('105')
  await dialog.getByText('5 licences more').waitFor()
  await dialog.getByRole('button', { name: 'Pay €955.30' }).click()
  await dialog.getByText('The total is 105 now.').waitFor()
  // The button that was pressed is gone, and the focus stays in the dialog: else it would be hidden from screen readers.
  const close = dialog.getByRole('button', { name: 'Close' })
  await expect.poll(() => close.evaluate((button) => button === document.activeElement)).toBe(true)
  await close.click()
  expect(await read(purchaser, bought)).toMatchObject({ totalLicenses: 105, availableLicenses: 102 })
  await page.getByRole('row', { name: /Total changed .*105 €955\.30/ }).waitFor()

  await page.getByRole('checkbox', { name: 'Select Member 2' }).check()
  await page.getByRole('button', { name: 'Unassign licences' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Unassign', exact: true }).click()
  await page.getByText('Unassigned from 1 person.').waitFor()
  expect(await holders(purchaser, bought)).toHaveLength(2)

  await page.getByRole('link', { name: 'Billing', exact: true }).click()
  await page
    .getByRole('row', { name: /€955\.30/ })
    .getByRole('link')
    .click()
  await page.getByRole('heading', { name: /^Invoice \d{4}-/ }).waitFor()
  await page.getByText('Inge Hallström').first().waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download PDF' }).click()
  expect((await download).suggestedFilename()).toMatch(/^\d{4}-\d{6}\.pdf$/)
})

test('R061 R067 R108 R109 R110 R111 B25: the mail that asks to cancel leads its purchaser to the cancel and its refund; to everybody else there is nothing', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser, { totalLicenses: 3 })
  await assign(purchaser, bought, members.slice(0, 2))
  await globalAdmin.post(`subscriptions/${bought.id}/requestCancellation`)
  const [mail] = await mailsTo(purchaser.address)
  const [link = ''] = /http\S+\/mine\/\S+/.exec(mail?.text ?? '') ?? []
  const path = new URL(link).pathname.replace(/^\/app/, '')
  expect(path).toBe(`/mine/${bought.id}/cancel`)

  const { page: others, expectFault } = await openPage({ as: members[0], path })
  expectFault(/^console: .*404/)
  await others.getByRole('heading', { name: 'This is not here' }).waitFor()

  const { page } = await openPage({ as: purchaser, path })
  const dialog = page.getByRole('alertdialog', { name: 'Cancel subscription: Power BI Pro' })
  await dialog.getByText('2 people lose their licence at once.').waitFor()
  await dialog.getByText(`A mail to ${purchaser.address} confirms it.`).waitFor()
  await dialog.getByText(/€573\.18 goes back to your card\./).waitFor()
  const cancel = dialog.getByRole('button', { name: 'Cancel subscription' })
  expect(await cancel.isEnabled()).toBe(false)
  await dialog.getByLabel('Reason').selectOption({ label: 'It is not used enough' })
  await dialog.getByLabel('Feedback').fill('=HYPERLINK("https://x.example")<b>')
  await cancel.click()
  await page.getByText('Deleted', { exact: true }).first().waitFor()
  await page.getByText('It is not used enough').waitFor()
  await page.getByText('=HYPERLINK("https://x.example")<b>').waitFor()
  expect(await read(globalAdmin, bought)).toMatchObject({ status: 'Deleted' })
  expect(await page.getByRole('button', { name: 'Assign licences' }).count()).toBe(0)
})

test('R112 R113 R114 R116 R117 R162 R184: a purchaser changes the card that is charged and what invoices say, and asks support', async () => {
  const { purchaser } = await anOrganisation()
  await buy(purchaser)
  const { page } = await openPage({ as: purchaser, path: '/billing/profiles' })
  await page.getByRole('button', { name: 'Edit billing details' }).click()
  await page.getByRole('dialog').getByLabel('Town').fill('Utrecht')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByText('Utrecht').waitFor()
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByLabel('Expires at the end of').fill('2039-05')
  await page.getByLabel('Security code').fill('123')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByText('until May 2039').waitFor()
  await page.getByRole('button', { name: 'Replace' }).click()
  await page.getByRole('button', { name: 'Use another card' }).click()
  const frame = page.frameLocator('iframe[title="Card"]')
  await frame.getByRole('radio', { name: '0119' }).check()
  await frame.getByRole('button', { name: 'Use this card' }).click()
  await page.getByRole('button', { name: 'Use this card', exact: true }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByText('Visa •••• 0119, until').waitFor()

  await page.getByRole('link', { name: 'Support', exact: true }).click()
  await page.getByRole('link', { name: 'Ask support' }).click()
  await page
    .getByLabel('Which subscription is it about?')
    .selectOption({ label: `Power BI Pro, bought by ${purchaser.name}` })
  await page.getByLabel('Subject').fill('Reports stay empty')
  await page.getByLabel('Description').fill('Since this morning.')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('link', { name: 'See the case' }).click()
  await page.getByText('Standard support').waitFor()
})

test('B21: a trial is turned into a purchase, and whoever uses it goes on', async () => {
  const { purchaser } = await anOrganisation()
  const { page } = await openPage({ as: purchaser })
  await page.getByRole('link', { name: 'Catalogue', exact: true }).click()
  await page.getByRole('link', { name: 'Try: Planner Plan 1', exact: true }).click()
  await page.getByRole('button', { name: 'Start the trial' }).click()
  await page.getByRole('link', { name: 'My purchases' }).last().click()
  await page.getByRole('link', { name: 'Planner Plan 1' }).click()
  await page.getByText('This is a trial until').waitFor()
  await page.getByRole('link', { name: 'Buy it' }).click()
  await page.getByText('Whoever uses your trial goes on').waitFor()
  const frame = page.frameLocator('iframe[title="Card"]')
  await frame.getByRole('radio', { name: '4242' }).check()
  await frame.getByRole('button', { name: 'Use this card' }).click()
  await page.getByRole('button', { name: 'Pay €11.37' }).click()
  await page.getByRole('link', { name: 'Assign people now' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await page
    .getByRole('row', { name: new RegExp(purchaser.name) })
    .first()
    .waitFor()
})

test('R155: a renewal that was not charged is told on the purchases, and paid once although the bank says nothing first', async () => {
  const { purchaser } = await anOrganisation()
  await buy(purchaser, { totalLicenses: 1 })
  const { page, context, expectFault } = await openPage({ as: purchaser })
  expectFault(/^console: .*503/)
  // As it is after a declined renewal, which takes a year to come about.
  const declined = (invoice: object) => ({
    ...invoice,
    status: 'Declined',
    due: { amount: 19_106, currency: 'EUR' },
  })
  const ids: (string | undefined)[] = []
  let paid = false
  await context.route(/\/invoices(\?|\/)/, async (route) => {
    const request = route.request()
    if (request.method() === 'POST') {
      ids.push(request.headers()['repeatability-request-id'])
      const error = { code: 'PaymentOutcomeUnknown', message: 'Your bank has not answered.' }
      if (ids.length === 1)
        return route.fulfill({ status: 503, headers: { 'Retry-After': '1' }, json: { error } })
      paid = true
      const [invoice] = await pages(purchaser, 'invoices')
      return route.fulfill({ json: invoice })
    }
    const answer = await route.fetch({
      url: request.url().replace('&status=Declined', '').replace('status=Declined&', ''),
    })
    const body = await answer.json()
    if (paid)
      return route.fulfill({
        json: 'value' in body && request.url().includes('Declined') ? { value: [] } : body,
      })
    return route.fulfill({ json: 'value' in body ? { value: body.value.map(declined) } : declined(body) })
  })
  await page.getByRole('link', { name: 'My purchases', exact: true }).click()
  await page.getByText('An invoice could not be charged to your card.').waitFor()
  await page.getByRole('link', { name: 'Pay now' }).click()
  await page.getByRole('button', { name: 'Pay €191.06' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Pay €191.06' }).click()
  await page.getByRole('dialog').getByText('Do not pay again').waitFor()
  await page
    .getByRole('dialog')
    .getByText(/^Invoice .* is paid\.$/)
    .waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await page.getByText('Paid', { exact: true }).first().waitFor()
  expect(ids).toEqual([ids[0], ids[0]])
  expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/)
})
