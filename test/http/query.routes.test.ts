import { HttpRequest } from '@azure/functions'
import { expect, test } from 'vitest'
import { route as countries } from '#functions/catalogue/reference-countries.ts'
import { receive } from '#functions/http/receive.ts'
import { simulatedApp } from '../support/simulated/app.ts'

/** What comes after the question mark. */

async function ask(query: string) {
  const { status, jsonBody } = await receive(
    simulatedApp().services,
    new HttpRequest({ method: 'GET', url: `http://seatwarden.example/reference/countries?${query}` }),
    { name: 'catalogue-reference-countries', method: 'GET', waitMs: () => 0 },
    (incoming) => countries.answer(incoming),
  )
  const { error } = jsonBody as { error?: { code: string; target?: string; details?: { target: string }[] } }
  return {
    status,
    code: error?.code,
    about: error?.details?.map(({ target }) => target),
    text: JSON.stringify(error),
  }
}
const version = 'api-version=2026-11-01'

test.each([
  [`${version}&maxpagesize=1&maxpagesize=2`, ['maxpagesize']],
  [`${version}&maxpagesize=2&maxpagesize=2`, ['maxpagesize']],
  [`${version}&${version}`, ['api-version']],
  [`${version}&none=&none=&maxpagesize=1&maxpagesize=1`, ['none', 'maxpagesize']],
])('?%s gives a parameter twice', async (query, about) => {
  expect(await ask(query)).toMatchObject({ status: 400, code: 'InvalidRequest', about })
})

test('a parameter is there once, in its own spelling', async () => {
  expect(await ask(`${version}&maxpagesize=2`)).toMatchObject({ status: 200 })
  expect(await ask(`${version}&MaxPageSize=2&maxpagesize=2`)).toMatchObject({ status: 400 })
})

test.each([
  '4111111111111111=1&4111111111111111=2',
  'maxpagesize=4111111111111111&maxpagesize=1',
  'maxpagesize=1&maxpagesize=4111111111111111',
  'search=4111-1111-1111-1111',
])('a card number in ?%s is refused as one, and not repeated', async (query) => {
  const { status, code, text } = await ask(`${version}&${query}`)
  expect([status, code]).toEqual([400, 'CardNumberNotAllowed'])
  expect(text).not.toContain('1111')
})
