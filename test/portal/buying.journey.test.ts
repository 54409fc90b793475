import type { Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'
import type { Ports } from '#local/system/ports.ts'
import { stateFiles } from '#local/system/state-folder.ts'
import { readWhole } from '#local/system/whole-file.ts'
import { anOrganisation, type Person } from '#test/support/clients/journey.ts'
import { holders, pages, products, type Subscription } from '#test/support/clients/journey-verbs.ts'
import { portalVisits } from './portal-visits.ts'

const openPage = portalVisits()

interface Charge {
  readonly amount: number
  readonly token: string
  readonly status: string
}

/** What the gateway has charged with these cards since the test began. */
async function chargesSince(before: number, tokens: readonly string[]): Promise<readonly Charge[]> {
  const all = await charges()
  return all.slice(before).filter(({ token }) => tokens.includes(token))
}

async function charges(): Promise<readonly Charge[]> {
  const port = readWhole<Ports>(stateFiles(inject('sharedState')).ports)?.['payment-gateway']
  const answer = await fetch(`http://127.0.0.1:${port}/charges`)
  return ((await answer.json()) as { value: Charge[] }).value
}

const owned = async (person: Person) =>
  (await pages<Subscription>(person, 'subscriptions')).map(({ product, totalLicenses }) => [
    product.displayName,
    totalLicenses,
  ])

/** Goes to the product by way of the catalogue, and says how many. */
async function order(page: Page, product: string, licences: number): Promise<void> {
  await page.getByRole('link', { name: 'Catalogue', exact: true }).click()
  await page.getByRole('searchbox').fill(product)
  await page.getByRole('link', { name: `Buy: ${product}`, exact: true }).click()
  await page.getByLabel('Number of licences').fill(String(licences))
}

/** Takes a card in the gateway's frame. */
async function useCard(page: Page, ending: string): Promise<void> {
  const frame = page.frameLocator('iframe[title="Card"]')
  await frame.getByRole('radio', { name: ending }).check()
  await frame.getByRole('button', { name: 'Use this card' }).click()
}

const theOne = (row: string) => new RegExp(`^${row}`)

test('R093 R103 R104 R115 R133 R136 R139 R140 R141: a card is declined, one has expired, the third pays; then twenty people get a licence, and no twenty-first', async () => {
  const { purchaser, members } = await anOrganisation({ members: 22 })
  const before = (await charges()).length
  const { page, expectFault } = await openPage({ as: purchaser })
  expectFault(/^console: .*(402|422)/)
  await order(page, 'Power BI Pro', 20)
  const pay = page.getByRole('button', { name: 'Pay €3,821.18' })
  await pay.waitFor()

  await useCard(page, '0002')
  await page.getByRole('radio', { name: /Mastercard •••• 0002/ }).waitFor()
  await pay.click()
  const refused = page.getByRole('alert')
  await refused.getByText('Nothing was bought. Use another card.').waitFor()
  expect(await owned(purchaser)).toEqual([])

  await page.getByRole('button', { name: 'Use another card' }).click()
  await useCard(page, 'has expired')
  await page.getByRole('group', { name: 'Card' }).getByRole('alert').waitFor()
  await useCard(page, '4242')
  const chosen = page.getByRole('radio', { name: /Visa •••• 4242/ })
  await chosen.waitFor()
  expect(await chosen.isChecked()).toBe(true)
  await pay.click()
  await page.getByRole('heading', { name: 'You have Power BI Pro' }).waitFor()
  expect(await owned(purchaser)).toEqual([['Power BI Pro', 20]])
  expect(await chargesSince(before, ['tok_ok'])).toMatchObject([{ amount: 382_118, status: 'succeeded' }])

  await page.getByRole('link', { name: 'Assign people now' }).click()
  const dialog = page.getByRole('dialog')
  const people = dialog.getByRole('combobox', { name: 'People' })
  // Who was chosen stands there by name alone.
  const offered = page.getByRole('option').filter({ hasText: '@' })
  for (let count = 1; count <= 20; count += 1) {
    await people.pressSequentially('Member')
    await offered.first().click()
    await dialog.getByText(count < 20 ? `${count} of 20` : '20 of 20: no more at a time.').waitFor()
  }
  // Nobody else is offered any more, and nothing can be typed.
  await people.pressSequentially('Member')
  expect(await offered.count()).toBe(0)
  await dialog.getByRole('button', { name: 'Assign to 20 people' }).click()
  await dialog.getByText('Assigned to Member 1,').waitFor()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('status').getByText('20 rows').waitFor()
  const [bought] = await pages<Subscription>(purchaser, 'subscriptions')
  expect(await holders(purchaser, bought as Subscription)).toHaveLength(20)
  expect(members).toHaveLength(22)
})

test('R140 B25: while the bank says nothing nobody pays twice: the same payment goes on by itself, also after a reload', async () => {
  const { purchaser } = await anOrganisation()
  const before = (await charges()).length
  const { page, context, expectFault } = await openPage({ as: purchaser })
  expectFault(/^console: .*503/)
  await order(page, 'Planner Plan 1', 7)
  await useCard(page, '0119')
  let asked = 0
  let silent = true
  await context.route(theOne(`http.*/tenants/${purchaser.tenantId}/subscriptions\\?`), async (route) => {
    if (route.request().method() !== 'POST') return route.fallback()
    asked += 1
    // What the first one came to nobody knows yet.
    if (asked === 1 || !silent) return route.fallback()
    const error = { code: 'PaymentOutcomeUnknown', message: 'Your bank has not answered.' }
    return route.fulfill({ status: 503, headers: { 'Retry-After': '1' }, json: { error } })
  })
  const pay = page.getByRole('button', { name: 'Pay €79.62' })
  await pay.click()
  await page.getByRole('status').getByText('Do not pay again').waitFor()
  expect(await pay.isEnabled()).toBe(false)
  await expect.poll(() => asked, { timeout: 20_000 }).toBeGreaterThan(1)

  await page.reload()
  await page.getByRole('status').getByText('Do not pay again').waitFor()
  expect(await page.getByLabel('Number of licences').inputValue()).toBe('7')
  silent = false
  await page.getByRole('heading', { name: 'You have Planner Plan 1' }).waitFor()

  expect(await owned(purchaser)).toEqual([['Planner Plan 1', 7]])
  expect(await chargesSince(before, ['tok_timeout'])).toMatchObject([{ amount: 7_962, status: 'succeeded' }])
  await page.getByRole('link', { name: 'My purchases', exact: true }).first().click()
  await page.getByRole('link', { name: 'Planner Plan 1' }).waitFor()
  // Going back shows the shop as it is, and pays nothing.
  await page.goBack()
  await page.getByLabel('Number of licences').waitFor()
  expect(await owned(purchaser)).toHaveLength(1)
})

test('R137 R138 R148 R172 R174 R181: prices stand in the catalogue before anyone signs in, in two languages; whoever’s organisation cannot buy is told whom to ask', async () => {
  const { purchaser } = await anOrganisation()
  const { page } = await openPage({ path: '/shop?country=NL', as: purchaser })
  await page.getByRole('row', { name: /Power BI Pro .*€157\.90/ }).waitFor()
  await page.getByLabel('Country or region').selectOption({ label: 'Germany' })
  await page.getByLabel('Language').selectOption('nl')
  await page.getByRole('heading', { name: 'Catalogus' }).waitFor()
  await page
    .getByLabel('Land of regio')
    .getByRole('option', { name: 'Duitsland' })
    .waitFor({ state: 'attached' })
  await page.getByLabel('Taal').selectOption('en')
  await page.getByRole('link', { name: 'Power BI Pro', exact: true }).click()
  for (const kind of ['Guided learning', 'Documentation', 'Samples', 'Communities'])
    await page.getByRole('link', { name: kind }).waitFor()

  const email = page.getByLabel('E-mail address')
  await email.fill('somebody@nowhere.example')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page
    .getByRole('status')
    .getByText(/IT admin/)
    .waitFor()
  await email.fill(purchaser.address)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Sign in to buy' }).click()
  await page.getByRole('button', { name: `Account of ${purchaser.name}` }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/app/shop/${products.powerBiPro}`)
  await page.getByLabel('Number of licences').waitFor()
  // Another tab of somebody who is signed in is not asked again.
  const other = await page.context().newPage()
  await other.goto('/app/shop')
  await other.getByRole('button', { name: `Account of ${purchaser.name}` }).waitFor()
})

test('R034 R148 B10: what the policy blocks says so and whom to ask; a request goes to the administrators, and can be taken back', async () => {
  const { globalAdmin, members } = await anOrganisation()
  const policy = `policies/allowSelfServicePurchase/products/${products.powerBiPro}`
  const { etag } = (await globalAdmin.get<{ etag: string }>(policy)).body
  await globalAdmin.put(policy, { policyValue: 'Disabled' }, { headers: { 'if-match': etag } })
  const { page } = await openPage({ as: members[0] })
  await page.getByRole('link', { name: 'Catalogue', exact: true }).click()
  await page.getByRole('searchbox').fill('Power BI Pro')
  await page.getByRole('row', { name: /Power BI Pro .*Blocked by your organisation/ }).waitFor()
  await page.getByRole('link', { name: 'Power BI Pro', exact: true }).click()
  await page.getByText(/IT admin/).waitFor()
  expect(await page.getByRole('button', { name: /^Pay/ }).count()).toBe(0)
  // What the API says of it is in the language that one chooses, at once.
  const choose = async (language: string) => {
    await page.getByRole('button', { name: /^Account/ }).click()
    await page.getByRole('menuitemradio', { name: language }).click()
  }
  await choose('Nederlands')
  await page.getByText(/IT-beheerder/).waitFor()
  await choose('English')
  await page.getByRole('link', { name: 'Ask for it' }).click()
  await page.getByLabel('Why do you need it?').fill('Month end')
  await page.getByRole('button', { name: 'Send the request' }).click()
  await page.getByRole('link', { name: 'See the request' }).click()
  await page.getByText('Nobody has decided it yet.').waitFor()
  const asked = () => pages<{ status: string; message: string }>(globalAdmin, 'licenseRequests')
  expect(await asked()).toMatchObject([{ status: 'Pending', message: 'Month end' }])
  await page.getByRole('button', { name: 'Withdraw' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Withdraw' }).click()
  await page.getByText('Withdrawn').first().waitFor()
  expect(await asked()).toMatchObject([{ status: 'Withdrawn' }])
})

test('R060 R062 R063 R064: an administrator buys centrally in steps, without a card, on the agreement', async () => {
  const { billingAdmin } = await anOrganisation()
  const { page } = await openPage({ as: billingAdmin })
  await page.getByRole('link', { name: 'Catalogue', exact: true }).click()
  await page.getByRole('searchbox').fill('Power BI Pro')
  await page.getByRole('link', { name: 'Buy centrally: Power BI Pro', exact: true }).click()
  const services = page.getByRole('link', { name: 'Purchase services' })
  expect(await services.getAttribute('href')).toContain('868433')
  await page.getByLabel('Number of licences').fill('30')
  await page.getByRole('button', { name: 'Open the order' }).click()
  await page.getByText('The order is open until').waitFor()
  expect(await owned(billingAdmin)).toEqual([])
  // What was begun is there after a reload, too.
  await page.reload()
  await page.getByText('AGR-1').waitFor()
  await page.getByRole('button', { name: 'Complete the order for €5,045.70' }).click()
  await page.getByRole('heading', { name: 'You have Power BI Pro' }).waitFor()
  expect(await owned(billingAdmin)).toEqual([['Power BI Pro', 30]])
  await page.getByRole('link', { name: 'Ask their purchasers to cancel' }).waitFor()
})
