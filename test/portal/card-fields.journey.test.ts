import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startPaymentGateway } from '#local/stand-ins/payment-gateway/start-payment-gateway.ts'
import { serveBarePage } from './bare-page.ts'
import { browserVisits } from './visit.ts'

/** The component alone; whatever card it hears of stands in the output. */
const pageOf = (url: string) => `
  import { FluentProvider, webLightTheme } from '@fluentui/react-components'
  import { Suspense } from 'react'
  import { createRoot } from 'react-dom/client'
  import { CardFields } from 'portal/look/card-fields.tsx'
  import { LanguageProvider, languageNow, useLanguage } from 'portal/look/language.tsx'
  const said = document.querySelector('output')
  function Fields() {
    const { language } = useLanguage()
    return <CardFields url="${url}" language={language} onToken={(card) => { said.textContent += JSON.stringify(card) }} />
  }
  createRoot(document.getElementById('place')).render(
    <FluentProvider theme={webLightTheme}>
      <LanguageProvider><Suspense><Fields /></Suspense></LanguageProvider>
    </FluentProvider>,
  )`

describe('the fields for a card', () => {
  const stateFolder = mkdtempSync(join(tmpdir(), 'gateway-'))
  let gateway: Awaited<ReturnType<typeof startPaymentGateway>>
  let site: Awaited<ReturnType<typeof serveBarePage>>
  let cards: string
  beforeAll(async () => {
    gateway = await startPaymentGateway({ port: 0, stateFolder })
    cards = `http://127.0.0.1:${gateway.ready.port}`
    site = await serveBarePage({ script: pageOf(`${cards}/card-fields?shop=1`), cards })
  })
  afterAll(async () => {
    await Promise.all([site.close(), gateway.close()])
    rmSync(stateFolder, { recursive: true })
  })

  const openPage = browserVisits()
  const visit = (language: 'en' | 'nl' = 'en') => openPage({ portal: site.origin, signIn: cards, language })
  const heard = (page: Page) => page.locator('output').textContent()

  test('the gateway’s page in a frame gives the card’s token to the portal, by keys alone', async () => {
    const { page } = await visit()
    const fields = page.frameLocator('iframe[title="Card"]')
    await fields.getByRole('group', { name: 'Test cards: no money moves' }).waitFor()
    expect(await fields.getByRole('radio').count()).toBe(4)
    await fields.getByRole('radio').first().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await fields.getByRole('status').getByText('Chosen: Mastercard ending in 0002').waitFor()
    await expect
      .poll(() => heard(page))
      .toBe(JSON.stringify({ token: 'tok_declined', brand: 'mastercard', last4: '0002', expiry: '2033-08' }))
    const shown = await page.locator('iframe').boundingBox()
    const needed = await fields.locator('html').evaluate(() => document.documentElement.offsetHeight)
    expect(shown?.height).toBe(needed)
  })

  test('speaks Dutch', async () => {
    const { page } = await visit('nl')
    const fields = page.frameLocator('iframe[title="Kaart"]')
    await fields.getByRole('radio', { name: 'Visa die eindigt op 4242' }).check()
    await fields.getByRole('button', { name: 'Deze kaart gebruiken' }).click()
    await expect.poll(() => heard(page)).toContain('"tok_ok"')
  })

  test('the portal hears a card from that frame alone, and only one that looks like a card', async () => {
    const { page } = await visit()
    const fields = page.frameLocator('iframe[title="Card"]')
    await fields.getByRole('radio').first().waitFor()
    const card = { type: 'card-token', token: 'tok_forged', brand: 'visa', last4: '4242', expiry: '2034-12' }
    // From the page itself, and from a frame of the right origin that is not the gateway's.
    await page.evaluate((forged) => window.postMessage(forged, location.origin), card)
    await page.evaluate((src) => {
      const another = document.body.appendChild(document.createElement('iframe'))
      another.name = 'another'
      another.src = src
    }, `${cards}/card-fields?origin=${site.origin}`)
    const another = page.frameLocator('iframe[name="another"]')
    await another.getByRole('button').click()
    await another.getByRole('status').getByText('Chosen').waitFor()
    for (const wrong of [
      { ...card, last4: '42424' },
      { ...card, token: '4242 4242 4242 4242' },
      { ...card, brand: '<b>visa</b>' },
      { ...card, expiry: 'soon' },
      { ...card, type: 'card' },
      { type: 'card-ready', height: -1 },
      { type: 'card-ready', height: 1e9 },
      null,
      'card-token',
    ])
      await fields.locator('html').evaluate((_, said) => parent.postMessage(said, '*'), wrong)
    await fields.getByRole('button').click()
    await expect.poll(() => heard(page)).toContain('"tok_ok"')
    expect(await heard(page)).toBe(
      JSON.stringify({ token: 'tok_ok', brand: 'visa', last4: '4242', expiry: '2034-12' }),
    )
  })

  test('says so when the gateway shows nothing, and tries again', async () => {
    const { page, context, expectFault } = await openPage({ portal: site.origin, signIn: cards, path: null })
    expectFault(/^console: .*ERR_FAILED/)
    await context.route(`${cards}/**`, (route) => route.abort())
    await page.clock.install()
    await page.goto('/app/')
    await page.getByText('Loading the fields for your card').waitFor()
    await page.clock.fastForward(11_000)
    await page.getByRole('alert').getByText('do not load. Nothing was charged.').waitFor()
    await context.unroute(`${cards}/**`)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.frameLocator('iframe[title="Card"]').getByRole('radio').first().waitFor()
  })

  test('nobody but the page that it is for can frame it', async () => {
    const { page, expectFault } = await visit()
    expectFault(/^console: .*frame-ancestors/)
    await page.evaluate((src) => {
      const another = document.body.appendChild(document.createElement('iframe'))
      another.name = 'another'
      another.src = src
    }, `${cards}/card-fields?origin=http://127.0.0.1:1`)
    const another = page.frameLocator('iframe[name="another"]')
    await expect
      .poll(() => page.frames().map((frame) => frame.url()))
      .toContain('chrome-error://chromewebdata/')
    expect(await another.getByRole('radio').count()).toBe(0)
    await page.goto(`${cards}/card-fields?origin=${site.origin}`)
    await page.getByText('On its own it does nothing').waitFor()
    expect(await page.getByRole('radio').count()).toBe(0)
  })
})
