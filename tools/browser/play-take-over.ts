import type { Page } from 'playwright-core'
import type { Ready } from '#local/system/ready-file.ts'

/** What is told of each step. */
type Tell = (line: string) => void

/**
 * The main job as an administrator does it by mouse: signs in, takes control of a subscription, moves its users to
 * another one, closes the page in the middle, comes back, and reads the mail that the purchaser got.
 */
export async function playTakeOver(page: Page, ready: Ready, persona: string, tell: Tell): Promise<void> {
  const person = ready.personas.find(({ id }) => id === persona)
  if (!person) throw new Error(`There is no ${persona} to sign in as.`)
  const api = new URL(ready.api).origin
  const button = (name: RegExp | string) => page.getByRole('button', { name }).first()

  await page.goto(`${api}/app/products?channel=selfService`)
  tell(`Signing in as ${person.displayName}.`)
  await page.getByText(person.userPrincipalName).first().click()
  await page.locator('[data-row="0"]').click()
  await button('Take control of this subscription').waitFor()
  tell(`Opened ${await page.getByRole('heading', { level: 2 }).first().textContent()}.`)

  await button('Take control of this subscription').click()
  // The wizard's first step has the same words as the button that leads to it.
  await page.getByRole('heading', { name: 'Take control of this subscription' }).waitFor()
  await button('Take control of this subscription').click()
  tell('Took control: the purchaser can no longer change it.')

  await button(/^Move users/).click()
  await page.getByRole('radiogroup', { name: 'Move users to' }).getByRole('radio').first().check()
  await button('Check the numbers').click()
  tell('Checked the numbers.')
  await button(/^Move users$/).click()
  const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'))
  const verb = dialog.getByRole('button', { name: /^Move [\d,]+ users?$/ })
  tell(`${await verb.textContent()}: confirmed.`)
  await verb.click()
  // A thousand move at one instant: the work may be over before this looks.
  await page
    .getByText(/the work goes on|Move completed/)
    .first()
    .waitFor()
  const address = page.url()
  await page.goto('about:blank')
  tell('Left the page while the users move.')

  await page.goto(address)
  await page.getByText('Move completed').first().waitFor({ timeout: 120_000 })
  tell('Came back: Move completed.')
}
