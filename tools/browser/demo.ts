import { setTimeout as wait } from 'node:timers/promises'
import { type Browser, chromium } from 'playwright-core'
import { seedGenerated } from '#local/demo/seed-generated.ts'
import type { Ready } from '#local/system/ready-file.ts'
import { launchBrowser } from '#test/support/browser/chromium.ts'
import { playTakeOver } from './play-take-over.ts'

/** So that somebody who watches can follow. */
const slowedMs = 600
const users = 1_000

/** Plays the main job in the portal, on an organisation that it adds; in a window to watch, or without one. */
export async function playInBrowser(
  stage: { readonly state: string; ready(): Ready },
  visible: boolean,
  tell: (line: string) => void,
): Promise<void> {
  const { organisations } = await seedGenerated(stage.state, stage.ready(), { users, both: 30 }, () => {})
  const [admin, , purchaser] = organisations.personas
  if (!admin || !purchaser) throw new Error('The organisation has nobody to play.')
  await until(() => stage.ready().personas.some(({ id }) => id === admin.id))
  const browser = visible ? await inWindow() : (await launchBrowser()).browser
  try {
    const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 800 } })
    await playTakeOver(page, stage.ready(), admin.id, tell)
    const { mailbox } = stage.ready()
    const to = encodeURIComponent(purchaser.userPrincipalName)
    const mails = (await (await fetch(`${mailbox}/messages?to=${to}`)).json()) as { subject: string }[]
    if (mails.length !== 1) throw new Error(`${mails.length} mails went out, and one should have.`)
    tell(`${purchaser.displayName} got one mail: "${mails[0]?.subject}".`)
    if (visible) {
      await page.goto(mailbox)
      await wait(10 * slowedMs)
    }
  } finally {
    await browser.close()
  }
}

/** The browser from npm has no window: this one must be installed. */
async function inWindow(): Promise<Browser> {
  try {
    return await chromium.launch({ channel: 'chrome', headless: false, slowMo: slowedMs })
  } catch (cause) {
    throw new Error('There is no Chrome with a window here: leave out --visible.', { cause })
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !holds(); await wait(50))
    if (Date.now() > end) throw new Error('The organisation that was added did not show up.')
}
