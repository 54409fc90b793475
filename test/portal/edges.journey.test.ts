import { randomUUID } from 'node:crypto'
import type { BrowserContext } from 'playwright-core'
import { expect, test } from 'vitest'
import { call, expectStatus } from '#local/system/api-client.ts'
import { anOrganisation, type Person, personWith, shared } from '#test/support/clients/journey.ts'
import { portalVisits } from './portal-visits.ts'

const openPage = portalVisits()

/** From now on the API hears the token that the person would have today. */
async function actWith(context: BrowserContext, person: Person): Promise<void> {
  const { api, signIn } = shared()
  const order = {
    persona: 'emma-member',
    claims: { iss: `${signIn}/${person.claims.tid}/v2.0`, ...person.claims },
  }
  const { body } = await expectStatus(
    call<{ access_token: string }>(signIn, 'POST', '/token', { body: order }),
    200,
  )
  await context.route(
    (url) => url.origin === api && !url.pathname.startsWith('/app/'),
    (route) => {
      const headers = { ...route.request().headers(), authorization: `Bearer ${body.access_token}` }
      return route.continue({ headers })
    },
  )
}

test('a role that is taken away while a page is open ends with the page that says which roles would do', async () => {
  const { globalAdmin } = await anOrganisation()
  const { page, context, expectFault } = await openPage({ as: globalAdmin, path: '/organization' })
  await page.getByRole('link', { name: 'Partners' }).waitFor()
  await actWith(context, globalAdmin.withClaims({ wids: [] }))
  expectFault(/^console: .*403/)
  await page.getByRole('link', { name: 'Guests' }).click()
  await page.getByRole('heading', { name: 'You may not open this' }).waitFor()
  for (const role of ['Global Administrator', 'Billing Administrator', 'Global Reader'])
    await page.getByRole('listitem').getByText(role, { exact: true }).waitFor()
  expect(await page.getByRole('link', { name: 'Policies' }).count()).toBe(0)
  await page.getByRole('link', { name: 'Catalogue' }).waitFor()
})

test('offline, what was read stays with its time, nothing can be sent, and all of it comes back by itself', async () => {
  const { globalAdmin } = await anOrganisation()
  const { page, context } = await openPage({ as: globalAdmin, path: '/organization/partners' })
  await page.getByRole('button', { name: 'Let a partner in' }).click()
  const dialog = page.getByRole('alertdialog')
  const id = dialog.getByLabel('Tenant id of the partner')
  await id.fill('typed before')
  const sent: string[] = []
  page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()))
  await context.setOffline(true)
  await page.getByText('You are offline. What you see is from').waitFor()
  const verb = dialog.getByRole('button', { name: 'Let them in' })
  await expect.poll(() => verb.getAttribute('aria-disabled')).toBe('true')
  await verb.click({ force: true })
  await context.setOffline(false)
  await page.getByText('You are offline. What you see is from').waitFor({ state: 'detached' })
  await expect.poll(() => verb.getAttribute('aria-disabled')).not.toBe('true')
  expect(await id.inputValue()).toBe('typed before')
  expect(sent).toEqual([])
})

test('a page whose file a new version took away is not opened: what was typed stays until the person reloads', async () => {
  const { globalAdmin } = await anOrganisation()
  const { page, context, expectFault } = await openPage({ as: globalAdmin, path: '/organization/data' })
  const sharing = page.getByLabel('Shared outside the organisation')
  await sharing.selectOption({ label: 'With nobody' })
  expectFault(/^console: .*404/)
  await context.route(/\/app\/assets\/guests-.*\.js$/, (route) => route.fulfill({ status: 404 }))
  await page.getByRole('link', { name: 'Guests' }).click()
  await page.getByText('There is a new version: reload').waitFor()
  expect(await sharing.inputValue()).toBe('Blocked')
  await context.unrouteAll()
  await page.getByRole('button', { name: 'Reload' }).click()
  await page.locator('[aria-current="page"]', { hasText: 'Guests' }).waitFor()
  await page.getByText('Nobody became a guest by signing up.').waitFor()
})

test('while the API is down, the page says which part is out of reach, and goes on by itself', async () => {
  const { globalAdmin } = await anOrganisation()
  const { page, context, expectFault } = await openPage({ as: globalAdmin, path: '/organization' })
  await page.getByText('What Seatwarden knows of your organisation').waitFor()
  const error = {
    code: 'ServiceUnavailable',
    message: 'Try again.',
    innererror: { unreachable: ['documents'] },
  }
  expectFault(/^console: .*503/)
  await context.route(/\/(tenants|health)\//, (route) =>
    route.fulfill({ status: 503, headers: { 'retry-after': '1' }, json: { error } }),
  )
  await page.getByRole('link', { name: 'Guests' }).click()
  await page.getByText('Seatwarden does not answer. Out of reach: documents.').waitFor()
  await context.unrouteAll()
  await page.getByText('Seatwarden does not answer.').waitFor({ state: 'detached' })
  await page.getByText('Nobody became a guest by signing up.').waitFor()
})

test('R148 B23 whoever the portal has nothing for is told why, and whom to ask', async () => {
  const organisation = await anOrganisation()
  const [guest, off] = await organisation.add(
    { displayName: 'Gus Guest', userType: 'guest', role: 'guest' },
    { displayName: 'Olaf Off', accountEnabled: false },
  )
  const claims = {
    name: 'Nora New',
    preferred_username: 'nora@nowhere.example',
    acct: 0,
    wids: [],
    roles: [],
  }
  const notKnown = personWith({ ...claims, tid: organisation.id, oid: randomUUID() })
  const notOnboarded = personWith({ ...claims, tid: randomUUID(), oid: randomUUID() })
  const told: [Person, string, string][] = [
    [guest, 'Guests cannot buy here', 'your own organisation’s IT administrator'],
    [off, 'Your account is switched off', 'Ask your IT administrator to switch it on again.'],
    [notKnown, 'You are not known here yet', 'has not told it about you'],
    [notOnboarded, 'Your organisation does not use Seatwarden yet', 'have it set up'],
  ]
  for (const [person, heading, whom] of told) {
    const { page, expectFault } = await openPage({ as: person })
    expectFault(/^console: .*403/)
    await page.getByRole('heading', { name: heading }).waitFor()
    await page.getByText(whom).waitFor()
    await page.getByRole('button', { name: 'Sign in as somebody else' }).waitFor()
  }
})

test('on paper every row stands, dark on white, and nothing that can be clicked', async () => {
  const { globalAdmin, add } = await anOrganisation({ members: 4 })
  const buyers = await add(...Array.from({ length: 66 }, (_, at) => ({ displayName: `Buyer ${at}` })))
  await Promise.all(
    buyers.map((buyer) =>
      expectStatus(buyer.post('subscriptions', { productId: 'POWER_BI_STANDARD', channel: 'signUp' }), 201),
    ),
  )
  const { page } = await openPage({
    as: globalAdmin,
    path: '/organization/guests',
    colourScheme: 'dark',
  })
  const rows = page.getByRole('grid').getByRole('row')
  await page.getByText('66 rows').waitFor()
  expect(await rows.count()).toBeLessThan(60)
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  expect(await rows.count()).toBe(67)
  expect(await page.locator('[data-theme]').first().getAttribute('data-theme')).toBe('light')
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('navigation').isVisible()).toBe(false)
  expect(await page.getByRole('searchbox').isVisible()).toBe(false)
})
