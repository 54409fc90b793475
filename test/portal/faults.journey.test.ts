import { readFile } from 'node:fs/promises'
import type { BrowserContext, Page, Request, Route } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation, type Organisation } from '#test/support/clients/journey.ts'
import { buy, buyCentrally, products, type Subscription } from '#test/support/clients/journey-verbs.ts'
import { portalVisits } from './portal-visits.ts'

/** Whatever goes wrong ends in a page that says what to do, and nothing is done twice. (portal: sections 7 and 8) */
describe('when something goes wrong', () => {
  const openPage = portalVisits()
  let organisation: Organisation
  let central: Subscription
  beforeAll(async () => {
    organisation = await anOrganisation({ purchaser: { displayName: 'Inge Hallström' } })
    await buy(organisation.purchaser)
    central = await buyCentrally(organisation.globalAdmin, { productId: products.visioPlan1 })
  })
  const asAdmin = (path: string) => openPage({ as: organisation.globalAdmin, path })
  const below = (path: string) => new RegExp(`/tenants/[0-9a-f-]{36}/${path}`)
  const subscriptions = below('subscriptions\\?')
  const row = (page: Page) => page.getByRole('row', { name: /Inge Hallström/ })

  test('offline what was seen stays, nothing can be changed, and the network comes back by itself', async () => {
    const { page, context, expectFault } = await asAdmin('/products')
    expectFault(/ERR_INTERNET_DISCONNECTED/)
    await row(page).waitFor()
    await page.getByRole('searchbox').fill('inge')
    await context.setOffline(true)
    const bar = page.getByRole('status').getByText('You are offline. What you see is from')
    await bar.waitFor()
    expect(await row(page).count()).toBe(1)
    // A page whose file is not here yet: what is open stays, with all that was typed.
    await page.getByRole('link', { name: 'Policies' }).click()
    await page.waitForTimeout(500)
    expect(await page.getByRole('searchbox').inputValue()).toBe('inge')
    await context.setOffline(false)
    await bar.waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: 'Policies' }).waitFor()
    await page.getByRole('button', { name: 'Set all products' }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByRole('radio', { name: 'Not allowed' }).check()
    const verb = dialog.getByRole('button', { name: /^Set \d+ products$/ })
    await expect.poll(() => verb.getAttribute('aria-disabled')).not.toBe('true')
    await context.setOffline(true)
    await dialog.getByText('You are offline').waitFor()
    expect(await verb.getAttribute('aria-disabled')).toBe('true')
    await verb.click({ force: true })
    await context.setOffline(false)
    await expect.poll(() => verb.getAttribute('aria-disabled')).not.toBe('true')
    expect(await dialog.count()).toBe(1)
  })

  test('while an answer takes its time, the shape of what is coming is there', async () => {
    const { page, context } = await asAdmin('/policies')
    await page.getByRole('heading', { name: 'Policies' }).waitFor()
    const answer = await held(context, subscriptions)
    await page.getByRole('link', { name: 'Your products' }).click()
    await page.getByRole('grid').getByLabel('Loading').first().waitFor()
    expect(await page.getByText('Nothing has been bought yet').count()).toBe(0)
    await answer.release()
    await row(page).waitFor()
    expect(await page.getByRole('grid').getByLabel('Loading').count()).toBe(0)
  })

  test('what is too much, or away for a moment, is asked for again by itself', async () => {
    const { page, context, expectFault } = await asAdmin('/policies')
    expectFault(/^console: .*(429|503)/)
    const asked = await answering(context, subscriptions, [
      (route) => refuse(route, 429, 'TooManyRequests', { 'retry-after': '1' }),
      (route) => refuse(route, 503, 'ServiceUnavailable', { 'retry-after': '1' }),
    ])
    await page.getByRole('link', { name: 'Your products' }).click()
    await row(page).waitFor()
    expect(asked.length).toBe(3)
    expect((asked[1]?.at ?? 0) - (asked[0]?.at ?? 0)).toBeGreaterThan(950)
  })

  test('what stays away for longer is told at once, with the id to tell', async () => {
    const { page, context, expectFault } = await asAdmin('/policies')
    expectFault(/^console: .*503/)
    await context.route(subscriptions, (route) =>
      refuse(route, 503, 'ServiceUnavailable', { 'retry-after': '600', 'x-ms-request-id': 'id-to-tell' }),
    )
    await page.getByRole('link', { name: 'Your products' }).click()
    const panel = page.getByRole('alert').filter({ hasText: 'Wait a moment and try again.' })
    await panel.getByText('id-to-tell').waitFor()
    await context.unroute(subscriptions)
    await panel.getByRole('button', { name: 'Try again' }).click()
    await row(page).waitFor()
  })

  test('a fault of ours replaces its own panel, with the id to tell and a way to try again', async () => {
    const { page, context, expectFault } = await asAdmin('/policies')
    expectFault(/^console: .*500/)
    const broken = (route: Route) => refuse(route, 500, 'InternalError', { 'x-ms-request-id': 'id-to-tell' })
    await context.route(subscriptions, broken)
    await page.getByRole('link', { name: 'Your products' }).click()
    const panel = page.getByRole('alert').filter({ hasText: 'id-to-tell' })
    await panel.getByText('Tell whoever runs Seatwarden, with the request id.').waitFor()
    await page.getByRole('heading', { name: 'Your products' }).waitFor()
    await context.unroute(subscriptions, broken)
    await panel.getByRole('button', { name: 'Try again' }).click()
    await row(page).waitFor()
  })

  test('an answer that is lost, or cut off, on its way back: the effect is there once', async () => {
    const { page, context, expectFault } = await asAdmin(`/licenses/${products.visioPlan1}`)
    expectFault(/^console: .*ERR_FAILED/)
    const before = (await read()).availableLicenses
    const asked = await answering(
      context,
      below('subscriptions/[^/]+/assignments$|subscriptions/[^/]+/assignments\\?'),
      [
        async (route) => {
          await route.fetch()
          await route.abort()
        },
        async (route) => {
          const response = await route.fetch()
          await route.fulfill({ response, body: '{"assigned' })
        },
      ],
      'POST',
    )
    await page
      .getByRole('button', { name: /^Assign/ })
      .first()
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox').pressSequentially('Member 1')
    await page.getByRole('option', { name: /Member 1/ }).click()
    const verb = dialog.getByRole('button', { name: 'Assign to one person' })
    await verb.click()
    await dialog.getByText('9 licences are free.').waitFor()
    expect(asked.length).toBe(3)
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1)
    expect((await read()).availableLicenses).toBe(before - 1)
  })

  test('B06 somebody was faster: both values are shown, and one decides', async () => {
    const { globalAdmin, billingAdmin } = organisation
    const { page, expectFault } = await openPage({ as: globalAdmin, path: '/policies' })
    expectFault(/^console: .*412/)
    const policy = page.getByRole('combobox', { name: 'Self-service purchase of Visio Plan 1' })
    await policy.waitFor()
    const path = `policies/allowSelfServicePurchase/products/${products.visioPlan1}`
    const valueNow = async () => (await billingAdmin.get<{ policyValue: string }>(path)).body.policyValue
    const setBy = async (policyValue: string) => {
      const { headers } = await billingAdmin.get(path)
      const change = { headers: { 'If-Match': headers.get('etag') ?? '' } }
      await expectStatus(billingAdmin.put(path, { policyValue }, change), 200)
    }
    await setBy('OnlyTrialsWithoutPaymentMethod')
    await policy.selectOption('Disabled')
    const dialog = page.getByRole('alertdialog')
    await dialog.getByText('Now it is: Only trials without a payment method.').waitFor()
    await dialog.getByText('You chose: Not allowed.').waitFor()
    await dialog.getByRole('button', { name: 'Apply again' }).click()
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => valueNow()).toBe('Disabled')
    await setBy('Enabled')
    await policy.selectOption('OnlyTrialsWithoutPaymentMethod')
    await dialog.getByRole('button', { name: 'Keep theirs' }).click()
    await expect.poll(() => policy.inputValue()).toBe('Enabled')
  })

  test('a token that no longer counts is renewed once, silently, for all who wait', async () => {
    const { page, context, expectFault } = await asAdmin('/licenses')
    expectFault(/^console: .*401/)
    await page.getByRole('row', { name: /Power BI Pro/ }).waitFor()
    const stale = (await tokenIn(page)) ?? ''
    await context.route(/\/(tenants|me)\b/, async (route) => {
      const isStale = (route.request().headers()['authorization'] ?? '').endsWith(stale)
      await (isStale ? refuse(route, 401, 'Unauthorized') : route.fallback())
    })
    const renewals: string[] = []
    context.on('request', (request) => {
      if (request.url().includes('/oauth2/v2.0/authorize')) renewals.push(request.url())
    })
    await page.getByRole('link', { name: 'Policies' }).click()
    await page.getByRole('combobox', { name: 'Self-service purchase of Power BI Pro' }).waitFor()
    await page.getByRole('link', { name: 'Your products' }).click()
    await row(page).waitFor()
    expect(renewals.length).toBe(1)
    expect(await page.getByText('Your sign-in has ended').count()).toBe(0)
  })

  test('a token that counts for nothing even when it is new ends the sign-in', async () => {
    const { page, context, expectFault } = await asAdmin('/licenses')
    expectFault(/^console: .*401/)
    await page.getByRole('row', { name: /Power BI Pro/ }).waitFor()
    await context.route(/\/tenants\//, (route) => refuse(route, 401, 'Unauthorized'))
    await page.getByRole('link', { name: 'Your products' }).click()
    const bar = page.getByRole('alert').filter({ hasText: 'Your sign-in has ended. What you typed stays' })
    await bar.getByRole('button', { name: 'Sign in again' }).waitFor()
  })

  test('the words of a page that are gone are asked for a few times, not for ever', async () => {
    const { page, context, expectFault } = await asAdmin('/products')
    expectFault(/^console: .*404/)
    await row(page).waitFor()
    let asked = 0
    await context.route(/\/assets\/words\.en-/, (route) => {
      asked += 1
      return route.fulfill({ status: 404, body: '' })
    })
    await page.getByRole('link', { name: 'Policies' }).click()
    await page.getByText('There is a new version: reload').waitFor()
    expect(asked).toBeLessThan(8)
  })

  test('names with markup, turned text, 256 characters and formulas are names', async () => {
    const hostile = await anOrganisation({
      purchaser: { displayName: `${evil}${'ö'.repeat(256 - evil.length)}` },
    })
    await buy(hostile.purchaser)
    const { page } = await openPage({
      as: hostile.globalAdmin,
      path: '/products',
      viewport: { width: 768, height: 800 },
    })
    const cell = page.getByRole('grid').getByText('=HYPERLINK("http://evil.example","<img src=x')
    await cell.waitFor()
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    )
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export as CSV' }).click()
    const file = await readFile(await (await download).path(), 'utf8')
    expect(file).toContain(`"'=HYPERLINK(""http://evil.example"",""<img`)
    expect(file).not.toMatch(/(^|[",;])=/m)
    await page.getByRole('searchbox').fill('<img SRC=x')
    await expect
      .poll(() => page.getByRole('status').filter({ hasText: 'row' }).textContent())
      .toMatch(/^1 (row|of)/)
    await cell.click()
    await page.getByRole('heading', { level: 1, name: 'Power BI Pro' }).waitFor()
    expect(await page.title()).not.toMatch(/[\u202a-\u202e]/)
  })

  test('an address with anything in it opens its page', async () => {
    const { page } = await asAdmin(
      `/products?q=${encodeURIComponent('{"$gt":""}')}&sort[]=x&status=__proto__&channel=${'x'.repeat(5_000)}`,
    )
    await row(page).waitFor()
    expect(await page.getByRole('searchbox').inputValue()).toBe('')
  })

  test('the next page of a long list that fails is tried a few times, and then by the person', async () => {
    const { page, context, expectFault } = await asAdmin('/licenses')
    expectFault(/^console: .*40[34]/)
    const people = Array.from({ length: 100 }, (_none, index) => personAt(index))
    let asked = 0
    await context.route(below('subscriptions/[^/]+/assignments\\?'), (route) => {
      const url = route.request().url()
      if (!url.includes('continuation'))
        return route.fulfill({ json: { value: people, nextLink: `${url}&continuation=2` } })
      asked += 1
      return refuse(route, 404, 'NotFound')
    })
    await page.getByRole('row', { name: /Power BI Pro/ }).click()
    await page.getByRole('heading', { level: 1, name: 'Power BI Pro' }).waitFor()
    const grid = page.getByRole('grid')
    await grid.getByText('Person 0', { exact: true }).waitFor()
    await page.locator('[data-row="0"]').focus()
    await page.keyboard.press('End')
    await grid.getByText('Person 99', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    await page.waitForTimeout(500)
    expect(asked).toBe(1)
    // What had come before stays.
    expect(await grid.getByText('Person 99', { exact: true }).isVisible()).toBe(true)
  })

  test('a browser that keeps nothing is told so', async () => {
    const { page, context } = await openPage({ path: null })
    await context.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('Denied', 'SecurityError')
          },
        })
    })
    await page.goto('/app/products')
    await page.getByText('This browser keeps nothing for this site').waitFor()
  })

  const read = async () =>
    (await organisation.globalAdmin.get<Subscription>(`subscriptions/${central.id}`)).body
})

const evil = '=HYPERLINK("http://evil.example","<img src=x onerror=alert(1)>")\u202egnp.exe'

const personAt = (index: number) => ({
  userId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  displayName: `Person ${index}`,
  userPrincipalName: `person${index}@contoso.example`,
  status: 'active',
  assignedDateTime: '2026-11-01T12:00:00.000Z',
})

function refuse(route: Route, status: number, code: string, headers: Record<string, string> = {}) {
  return route.fulfill({ status, headers, json: { error: { code, message: `${code}.` } } })
}

/** The first calls are answered by these, later ones by the product. */
async function answering(
  context: BrowserContext,
  url: RegExp,
  answers: readonly ((route: Route) => Promise<unknown>)[],
  method = 'GET',
) {
  const asked: { readonly at: number; readonly id: string | undefined }[] = []
  await context.route(url, async (route, request: Request) => {
    if (request.method() !== method) return route.fallback()
    const answer = answers[asked.length]
    asked.push({ at: Date.now(), id: request.headers()['repeatability-request-id'] })
    await (answer ? answer(route) : route.fallback())
  })
  return asked
}

/** Answers wait until they are let go. */
async function held(context: BrowserContext, url: RegExp) {
  const waiting: (() => void)[] = []
  let isOpen = false
  await context.route(url, async (route) => {
    if (!isOpen) await new Promise<void>((resolve) => waiting.push(resolve))
    await route.fallback()
  })
  return {
    async release() {
      isOpen = true
      for (const go of waiting) go()
    },
  }
}

/** The access token that this tab holds, as whoever sees its calls would. */
async function tokenIn(page: Page): Promise<string | undefined> {
  const call = page.waitForRequest((request) => request.headers()['authorization'] !== undefined)
  await page.getByRole('link', { name: 'Audit' }).hover()
  await page.reload()
  return (await call).headers()['authorization']?.split(' ')[1]
}
