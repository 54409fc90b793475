import { expect, test } from 'vitest'
import { anOrganisation, shared } from '#test/support/clients/journey.ts'
import { portalVisits } from './portal-visits.ts'

const openPage = portalVisits()

test('whoever follows a link into the portal signs in, and is on the page that it leads to', async () => {
  const { page } = await openPage({ path: '/products?status=Active' })
  await page.getByRole('heading', { name: 'Who do you want to be?' }).waitFor()
  await page.getByRole('searchbox').fill('olga')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^Account of Olga/ }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/app/products')
  expect(new URL(page.url()).searchParams.get('status')).toContain('Active')
})

test('whoever has signed in elsewhere already is not asked, and keeps the session over a reload', async () => {
  const { globalAdmin } = await anOrganisation()
  const { page } = await openPage({ as: globalAdmin })
  await page.getByRole('button', { name: `Account of ${globalAdmin.name}` }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: `Account of ${globalAdmin.name}` }).waitFor()
})

test('signing out in one tab shows nothing more in the others, and signing in again works', async () => {
  const { globalAdmin } = await anOrganisation()
  const { page, context } = await openPage({ as: globalAdmin })
  const account = { name: `Account of ${globalAdmin.name}` }
  const other = await context.newPage()
  await other.goto('/app/products')
  for (const tab of [page, other]) await tab.getByRole('button', account).waitFor()
  await page.getByRole('button', account).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  for (const tab of [page, other]) await tab.getByRole('heading', { name: 'You are signed out' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/app/signed-out')
  expect(await other.getByRole('button', account).count()).toBe(0)
  await other.getByRole('button', { name: 'Sign in again' }).click()
  await other.getByRole('searchbox').fill(globalAdmin.address)
  await other.keyboard.press('Enter')
  await other.getByRole('button', account).waitFor()
  expect(new URL(other.url()).pathname).toBe('/app/products')
})

test('a session that ends while a page is open leaves the page, until the person signs in again', async () => {
  const { globalAdmin } = await anOrganisation()
  const { page, context, expectFault } = await openPage({ as: globalAdmin })
  const account = page.getByRole('button', { name: `Account of ${globalAdmin.name}` })
  await account.waitFor()
  expectFault(/^console: .*401/)
  await context.clearCookies()
  const refused = { status: 401, json: { error: { code: 'Unauthorized', message: 'Sign in.' } } }
  await context.route(`${shared().api}/tenants/**`, (route) => route.fulfill(refused))
  await page.getByRole('link', { name: 'Your products' }).click()
  await page.getByRole('alert').getByText('Your sign-in has ended. What you typed stays').waitFor()
  expect(await account.count()).toBe(1)
  await context.unroute(`${shared().api}/tenants/**`)
  await page.getByRole('alert').getByRole('button', { name: 'Sign in again' }).click()
  // The library tells who it was, so nobody is asked.
  await page.getByRole('alert').waitFor({ state: 'detached' })
  await account.waitFor()
  await page.getByRole('heading', { name: 'Your products' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/app/products')
})

test('whoever turns back at the sign-in is told so, and not sent there again and again', async () => {
  const { page } = await openPage()
  await page.getByRole('link', { name: 'Cancel' }).click()
  await page.getByRole('heading', { name: 'You are not signed in' }).waitFor()
  await page.getByRole('button', { name: 'Sign in again' }).click()
  await page.getByRole('heading', { name: 'Who do you want to be?' }).waitFor()
})
