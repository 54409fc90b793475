import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { microsoft } from '#infra/identity/registration/microsoft.ts'

let url: string
let answer: { status: number; body: string }
let asked: { request: string; authorization?: string; prefer?: string; body: string }[]
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const { authorization, prefer } = request.headers
  asked.push({
    request: `${request.method} ${request.url}`,
    ...(authorization ? { authorization } : {}),
    ...(prefer ? { prefer: String(prefer) } : {}),
    body: Buffer.concat(chunks).toString(),
  })
  response.writeHead(answer.status).end(answer.body)
})
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())
beforeEach(() => {
  asked = []
  answer = { status: 204, body: '' }
})

const claims = Buffer.from(JSON.stringify({ tid: 'the-organisation' })).toString('base64url')
const cloud = () => microsoft({ graphUrl: url, armUrl: url, tokenFor: async () => `head.${claims}.end` })
const creation = {
  method: 'PATCH',
  path: "/applications(uniqueName='seatwarden')",
  body: { displayName: 'seatwarden' },
  createIfMissing: true,
  why: 'It is not there.',
} as const
const refusedAs = (code: string, message = 'because') => ({
  status: 400,
  body: JSON.stringify({ error: { code, message } }),
})

test('what is not there is made by one request that can be repeated', async () => {
  expect(await cloud().send(creation)).toBe(true)
  expect(asked).toEqual([
    {
      request: "PATCH /v1.0/applications(uniqueName='seatwarden')",
      authorization: `Bearer head.${claims}.end`,
      prefer: 'create-if-missing',
      body: '{"displayName":"seatwarden"}',
    },
  ])
})

test('what Entra does not know yet is no failure, and every other refusal is one', async () => {
  const assigning = {
    method: 'POST',
    path: '/servicePrincipals/1/appRoleAssignedTo',
    body: {},
    why: '',
  } as const
  answer = refusedAs('Request_ResourceNotFound')
  expect(await cloud().send(assigning)).toBe(false)
  answer = refusedAs('Request_BadRequest', 'Permission being assigned was not found on application')
  expect(await cloud().send(assigning)).toBe(false)
  answer = refusedAs('Request_BadRequest', 'A value is wrong')
  await expect(cloud().send(assigning)).rejects.toThrow('A value is wrong')
  answer = refusedAs('Authorization_RequestDenied')
  await expect(cloud().send(assigning)).rejects.toThrow('Application Developer')
  answer = { status: 502, body: '<html>a proxy</html>' }
  await expect(cloud().send(assigning)).rejects.toThrow('502')
})

test('a secret is never in what is said of a refusal', async () => {
  answer = refusedAs('Forbidden')
  const writing = cloud().putResource('/vaults/v/secrets/s', '2026-02-01', { properties: { value: 'hush' } })
  await expect(writing).rejects.toThrow(/^(?!.*hush).*PUT .*\/vaults\/v\/secrets\/s/)
})

test('what is missing is undefined, and what follows a page is asked for as it stands', async () => {
  answer = { status: 404, body: '{"error":{"code":"Request_ResourceNotFound"}}' }
  expect(await cloud().get('/applications/x')).toBeUndefined()
  expect(await cloud().resource('/vaults/v', '2026-02-01')).toBeUndefined()
  await cloud().get(`${url}/v1.0/next?$skiptoken=a`)
  expect(asked.map(({ request }) => request)).toEqual([
    'GET /v1.0/applications/x',
    'GET /vaults/v?api-version=2026-02-01',
    'GET /v1.0/next?$skiptoken=a',
  ])
})

test('the organisation is that of whoever has signed in', async () => {
  expect(await cloud().tenantId()).toBe('the-organisation')
})
