import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSignIn } from '#local/stand-ins/sign-in/start-sign-in.ts'
import { serveBarePage } from './bare-page.ts'
import { browserVisits } from './visit.ts'

type SignInOptions = {
  readonly returnTo?: string
  readonly loginHint?: string
  readonly other?: boolean
}

declare global {
  interface Window {
    /** As portal/sign-in/sign-in.ts has it. */
    readonly signIn: {
      signIn(options?: SignInOptions): Promise<never>
      token(options?: { readonly renew?: boolean }): Promise<string>
      signOut(): Promise<never>
    }
    isSignInNeeded(error: unknown): boolean
  }
}

const anna = {
  id: 'anna',
  displayName: 'Anna Admin',
  userPrincipalName: 'anna@contoso.example',
  tenantId: '0a0a0a0a-0000-4000-8000-000000000001',
  objectId: '0b0b0b0b-0000-4000-8000-000000000001',
  role: 'globalAdmin',
}
const piet = {
  ...anna,
  id: 'piet',
  displayName: 'Piet Purchaser',
  userPrincipalName: 'piet@fabrikam.example',
  tenantId: '0a0a0a0a-0000-4000-8000-000000000002',
  objectId: '0b0b0b0b-0000-4000-8000-000000000002',
  role: 'purchaser',
}

/** Nothing but the sign-in, and what it says. */
const pageOf = (authority: string) => `
  const { openMsal } = await import('portal/sign-in/msal.ts')
  const { SignInNeeded } = await import('portal/sign-in/sign-in.ts')
  const said = document.querySelector('output')
  try {
    const signIn = await openMsal({
      clientId: '5eab0c1e-0000-4000-8000-000000000002',
      authority: '${authority}',
      scope: 'api://seatwarden/user_impersonation',
      cardFieldsUrl: '',
      version: '0',
    })
    signIn.onSignedOutElsewhere(() => { said.textContent = 'Signed out elsewhere' })
    window.signIn = signIn
    window.isSignInNeeded = (error) => error instanceof SignInNeeded
    said.textContent = signIn.account ? 'I am ' + signIn.account.name : 'Nobody'
  } catch (error) {
    said.textContent = error.name + ': ' + error.message
  }`

describe('signing in to the portal', () => {
  const stateFolder = mkdtempSync(join(tmpdir(), 'sign-in-'))
  let issuer: Awaited<ReturnType<typeof startSignIn>>
  let site: Awaited<ReturnType<typeof serveBarePage>>
  let signIn: string
  beforeAll(async () => {
    issuer = await startSignIn({ port: 0, stateFolder, audience: 'api://seatwarden', personas: [anna, piet] })
    signIn = new URL(issuer.ready.issuer).origin
    site = await serveBarePage({ script: pageOf(`${signIn}/organizations`), signIn })
  })
  afterAll(async () => {
    await Promise.all([site.close(), issuer.close()])
    rmSync(stateFolder, { recursive: true })
  })

  const openPage = browserVisits()
  const visit = (path = '/app/', persona?: string) =>
    openPage({ portal: site.origin, signIn, path, ...(persona === undefined ? {} : { persona }) })
  const says = (page: Page, text: string) => page.getByText(text, { exact: true }).waitFor()
  const leave = (page: Page, options: SignInOptions = {}) =>
    page.evaluate((how) => void window.signIn.signIn(how), options)
  const token = (page: Page, renew = false) =>
    page.evaluate(
      (how) =>
        window.signIn
          .token(how)
          .catch((error) => (window.isSignInNeeded(error) ? 'sign-in needed' : `failed: ${error}`)),
      { renew },
    )
  const claims = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())
  const tokensAskedFor = (context: BrowserContext) => {
    const asked: string[] = []
    context.on('request', (request) => {
      if (request.url().startsWith(signIn)) asked.push(new URL(request.url()).pathname)
    })
    return asked
  }

  test('asks who it is, and comes back to the same address', async () => {
    const { page } = await visit('/app/products?channel=central&state=x&code=y#third')
    await says(page, 'Nobody')
    await leave(page)
    await page.getByRole('heading', { name: 'Who do you want to be?' }).waitFor()
    await page.keyboard.type('purch fabrikam')
    await page.getByRole('status').getByText('1 person').waitFor()
    await page.keyboard.press('Enter')
    await says(page, 'I am Piet Purchaser')
    expect(page.url()).toBe(`${site.origin}/app/products?channel=central&state=x&code=y#third`)
    expect(claims(await token(page))).toMatchObject({ oid: piet.objectId, aud: 'api://seatwarden' })
  })

  test('comes back to the address that was asked for, but never to another site', async () => {
    const { page } = await visit('/app/')
    await says(page, 'Nobody')
    const elsewhere = page.evaluate(() => window.signIn.signIn({ returnTo: 'https://evil.example/' }))
    await expect(elsewhere).rejects.toThrow('to come back to')
    await leave(page, { returnTo: '/app/mine', loginHint: 'anna' })
    await says(page, 'I am Anna Admin')
    expect(page.url()).toBe(`${site.origin}/app/mine`)
  })

  test('a token is kept for a reload, in this tab alone', async () => {
    const { page, context } = await visit('/app/', 'anna')
    await says(page, 'Nobody')
    await leave(page)
    await says(page, 'I am Anna Admin')
    const first = await token(page)
    const asked = tokensAskedFor(context)
    await page.reload()
    await says(page, 'I am Anna Admin')
    expect(await token(page)).toBe(first)
    expect(asked).toEqual([])
    const kept = await page.evaluate(() => [JSON.stringify(localStorage), document.cookie].join())
    expect(kept).not.toContain(first.slice(-20))
    const other = await context.newPage()
    await other.goto(`${site.origin}/app/`)
    await says(other, 'Nobody')
  })

  test('a token is renewed in a hidden frame, once for all who want it', async () => {
    const { page, context } = await visit('/app/', 'anna')
    await says(page, 'Nobody')
    await leave(page)
    await says(page, 'I am Anna Admin')
    const before = await token(page)
    const asked = tokensAskedFor(context)
    const [one, two] = await Promise.all([token(page, true), token(page, true)])
    expect(claims(one)).toMatchObject({ oid: anna.objectId })
    expect([one === before, one === two]).toEqual([false, true])
    expect(asked.map((path) => path.split('/').at(-1))).toEqual(['authorize', 'token'])
    expect(await token(page)).toBe(one)
    expect(page.url()).toBe(`${site.origin}/app/`)
    expect(await page.locator('iframe').count()).toBe(0)
  })

  test('says that signing in is needed when the issuer has forgotten the person', async () => {
    const { page, context } = await visit('/app/', 'anna')
    await says(page, 'Nobody')
    expect(await token(page)).toBe('sign-in needed')
    await leave(page)
    await says(page, 'I am Anna Admin')
    await context.clearCookies()
    expect(await token(page, true)).toBe('sign-in needed')
    await leave(page, { loginHint: 'anna@contoso.example' })
    await says(page, 'I am Anna Admin')
  })

  test('two people in two tabs renew without getting in each other’s way', async () => {
    const { page, context } = await visit('/app/', 'anna')
    await says(page, 'Nobody')
    await leave(page)
    await says(page, 'I am Anna Admin')
    const other = await context.newPage()
    await other.goto(`${site.origin}/app/`)
    await says(other, 'Nobody')
    await leave(other, { other: true })
    await other.getByRole('link', { name: 'Piet Purchaser' }).click()
    await says(other, 'I am Piet Purchaser')
    expect(claims(await token(page, true))).toMatchObject({ oid: anna.objectId })
    expect(claims(await token(other, true))).toMatchObject({ oid: piet.objectId })
  })

  test('what one has begun in a tab, somebody else who signs in there does not go on with', async () => {
    const { page } = await visit('/app/', 'anna')
    await says(page, 'Nobody')
    await leave(page)
    await says(page, 'I am Anna Admin')
    const begun = () =>
      page.evaluate(() => ['repeat:pay', 'lasting:pay'].filter((key) => key in sessionStorage))
    await page.evaluate(() => {
      for (const key of ['repeat:pay', 'lasting:pay']) sessionStorage.setItem(key, '{}')
    })
    await leave(page, { loginHint: 'anna' })
    await says(page, 'I am Anna Admin')
    expect(await begun()).toEqual(['repeat:pay', 'lasting:pay'])
    await leave(page, { other: true })
    await page.getByRole('link', { name: 'Piet Purchaser' }).click()
    await says(page, 'I am Piet Purchaser')
    expect(await begun()).toEqual([])
  })

  test('clicking twice signs in once, and turning back leaves nothing behind', async () => {
    const { page } = await visit('/app/mine')
    await says(page, 'Nobody')
    await page.evaluate(() => {
      void window.signIn.signIn()
      void window.signIn.signIn()
    })
    await page.getByRole('heading', { name: 'Who do you want to be?' }).waitFor()
    await page.goBack()
    await says(page, 'Nobody')
    await leave(page, { loginHint: 'anna' })
    await says(page, 'I am Anna Admin')
  })

  test('an issuer that cannot be reached is no reason to sign in again', async () => {
    const { page, context, expectFault } = await visit('/app/', 'anna')
    await says(page, 'Nobody')
    await leave(page)
    await says(page, 'I am Anna Admin')
    expectFault(/^console: .*ERR_FAILED/)
    const tokens = /\/oauth2\/v2\.0\/token/
    await context.route(tokens, (route) => route.abort())
    expect(await token(page, true)).toBe('failed: TypeError: The sign-in gave no answer.')
    await context.unroute(tokens)
    expect(claims(await token(page, true))).toMatchObject({ oid: anna.objectId })
  })

  test('the same with Entra’s addresses and ways', async () => {
    const entra = 'https://login.microsoftonline.com'
    const onAzure = await serveBarePage({ script: pageOf(`${entra}/organizations`), signIn: entra })
    try {
      const { page, context } = await openPage({ portal: onAzure.origin, signIn: entra, path: null })
      const asked: string[] = []
      await context.route(`${entra}/**`, async (route) => {
        const { pathname, search, searchParams } = new URL(route.request().url())
        asked.push(searchParams.get('response_mode') ?? pathname.split('/').at(-1) ?? '')
        const response = await route.fetch({ url: `${signIn}${pathname}${search}`, maxRedirects: 0 })
        await route.fulfill({ response })
      })
      await page.goto('/app/mine?state=kept')
      await says(page, 'Nobody')
      await leave(page, { loginHint: 'anna@contoso.example' })
      await says(page, 'I am Anna Admin')
      expect(page.url()).toBe(`${onAzure.origin}/app/mine?state=kept`)
      expect(claims(await token(page, true))).toMatchObject({ oid: anna.objectId })
      await page.evaluate(() => void window.signIn.signOut())
      await page.waitForURL('**/app/signed-out')
      await says(page, 'Nobody')
      expect(asked).toEqual(['fragment', 'token', 'fragment', 'token', 'logout'])
    } finally {
      await onAzure.close()
    }
  })

  test('whoever chooses nobody is told so, and can sign in then', async () => {
    const { page } = await visit('/app/mine')
    await says(page, 'Nobody')
    await leave(page)
    await page.getByRole('link', { name: 'Cancel' }).click()
    await page.getByText(/^SignInFailed: .*Nobody was chosen/).waitFor()
    expect(page.url()).toBe(`${site.origin}/app/mine`)
    await page.reload()
    await says(page, 'Nobody')
  })

  test('signing out is for all tabs, also for one that was elsewhere', async () => {
    const { page, context } = await visit('/app/', 'anna')
    const tabs = [page, await context.newPage(), await context.newPage()] as const
    for (const tab of tabs) {
      await tab.goto(`${site.origin}/app/`)
      await says(tab, 'Nobody')
      await leave(tab)
      await says(tab, 'I am Anna Admin')
    }
    const [leaving, open, away] = tabs
    await away.goto(signIn)
    await leaving.evaluate(() => void window.signIn.signOut())
    await leaving.waitForURL('**/app/signed-out')
    await says(open, 'Signed out elsewhere')
    expect(await token(open)).toBe('sign-in needed')
    await away.goto(`${site.origin}/app/`)
    for (const tab of [leaving, away]) await says(tab, 'Nobody')
    for (const tab of tabs) {
      expect(await token(tab)).toBe('sign-in needed')
      expect(await tab.evaluate(() => JSON.stringify(sessionStorage))).not.toMatch(
        /secret|idtoken|accesstoken/i,
      )
    }
    await leave(leaving, { returnTo: '/app/' })
    await leaving.getByRole('heading', { name: 'Who do you want to be?' }).waitFor()
  })
})
