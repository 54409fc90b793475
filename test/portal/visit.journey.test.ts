import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserVisits } from './visit.ts'

/** What watches every journey in a browser has to see what it is there for. */
let server: Server
let origin: string
beforeAll(async () => {
  server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': "script-src 'self'" })
    response.end('<!doctype html><link rel="icon" href="data:,"><title>Page</title><p>Page</p>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const openPage = browserVisits()

const inlineScript = () => {
  document.body.append(Object.assign(document.createElement('script'), { textContent: '1' }))
}

test.each<[string, () => void, RegExp]>([
  ['an error on the console', () => console.error('Alas'), /^console: Alas/],
  ['what nobody caught', () => void setTimeout(() => Promise.reject(new Error('Alas'))), /^uncaught: .*Alas/],
  ['a report of the policy', inlineScript, /^policy: script-src-elem inline/],
  ['a call to elsewhere', () => void fetch('http://127.0.0.1:9/').catch(() => {}), /^other origin: GET/],
])('each journey in a browser fails on %s', async (_, cause, pattern) => {
  const visit = await openPage({ portal: origin, signIn: origin })
  expect(visit.faults()).toEqual([])
  await visit.page.evaluate(cause)
  await expect.poll(visit.faults).toContainEqual(expect.stringMatching(pattern))
  visit.expectFault(pattern)
  visit.expectFault(/^console: /)
})

test.fails('a fault that nobody expects fails the test that it happened in', async () => {
  const { page } = await openPage({ portal: origin, signIn: origin })
  await page.evaluate(() => console.error('Alas'))
})

test('nobody outside this machine is found', async () => {
  const visit = await openPage({ portal: origin, signIn: origin })
  const answer = await visit.page.evaluate(() => fetch('http://example.com/').then(String, String))
  expect(answer).toContain('Failed to fetch')
  visit.expectFault(/^(other origin: GET http:\/\/example\.com|console: .*ERR_NAME_NOT_RESOLVED)/)
})
