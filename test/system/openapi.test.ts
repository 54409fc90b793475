import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { routes } from '#functions/routes.ts'
import { projectRoot } from '#local/system/state-folder.ts'
import { shared } from '../support/clients/journey.ts'
import { type Endpoint, type OpenApi, type Operation, readEndpoints } from './bad-input/api.ts'
import type { Scene } from './bad-input/bad-class.ts'
import { judge } from './bad-input/documented.ts'
import { etagFor } from './bad-input/good.ts'
import { type Request, send } from './bad-input/request.ts'
import { allGoodRequests, aScene } from './bad-input/scene.ts'

let document: OpenApi
let operations: readonly { readonly path: string; readonly method: string; readonly operation: Operation }[]
let scene: Scene
let good: readonly Request[]
let endpoints: readonly Endpoint[]

beforeAll(async () => {
  document = (await (await fetch(`${shared().api}/openapi.json`)).json()) as OpenApi
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  scene = await aScene()
  good = await allGoodRequests(scene)
  endpoints = await readEndpoints()
})

describe('/openapi.json', () => {
  test('is an OpenAPI 3.1 document of this API at this address', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/)
    expect(document.info).toMatchObject({ title: 'Seatwarden', version: '2026-11-01' })
    expect(document.servers).toEqual([{ url: shared().api }])
    expect(document.components.securitySchemes).toMatchObject({ bearer: { type: 'http', scheme: 'bearer' } })
  })

  test('points at nothing that is not in it', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to)
    expect(references.length).toBeGreaterThan(50)
    for (const to of new Set(references)) {
      expect(to).toMatch(/^#\/components\/schemas\//)
      expect(document.components.schemas).toHaveProperty([to?.split('/').at(-1) ?? ''])
    }
  })

  test('uses no word that only OpenAPI 3.0 had', () => {
    expect(JSON.stringify(document)).not.toMatch(
      /"nullable":|"exclusiveM(in|ax)imum":(true|false)|"example":/,
    )
  })

  test('names each operation once, with a summary, a tag and what it needs', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { operation } of operations) {
      expect(operation.summary).toMatch(/^[A-Z].*\.$/s)
      expect(operation.tags).toHaveLength(1)
      for (const needs of operation.security) expect(needs).toEqual({ bearer: [] })
    }
  })

  test('describes every parameter of a path, and no other', () => {
    for (const { path, operation } of operations) {
      const parameters = operation.parameters ?? []
      const inPath = parameters.filter((parameter) => parameter.in === 'path')
      expect(inPath.map(({ name }) => name).sort()).toEqual(
        [...path.matchAll(/\{(\w+)\}/g)].map(([, n]) => n).sort(),
      )
      for (const parameter of inPath) expect(parameter.required).toBe(true)
      for (const parameter of parameters) expect(parameter.schema).toBeTypeOf('object')
      const places = parameters.map((parameter) => `${parameter.in} ${parameter.name}`)
      expect(new Set(places).size).toBe(places.length)
    }
  })

  test('lists what is answered when all goes well, and every error with the one shape of errors there', () => {
    for (const { path, method, operation } of operations) {
      const shape = /^\/(v1\.0|v1|fd)\//.test(path) ? 'SurfaceError' : 'Error'
      const statuses = Object.keys(operation.responses)
      expect(statuses.some((status) => /^2\d\d$/.test(status))).toBe(true)
      for (const [status, { description, content }] of Object.entries(operation.responses)) {
        expect(description).not.toBe('')
        if (status < '400' || !/^[A-Z]\w+(, |$)/.test(description)) continue
        expect(content).toEqual({
          'application/json': { schema: { $ref: `#/components/schemas/${shape}` } },
        })
      }
      expect(operation.requestBody === undefined || method !== 'get').toBe(true)
    }
  })
})

describe('a route that is not in the document does not exist, and the other way round:', () => {
  test('every file of a feature that exports a route is in it, under the name of both', () => {
    const root = join(projectRoot, 'functions')
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => {
      return file.endsWith('.ts') && /^export const route\b/m.test(readFileSync(join(root, file), 'utf8'))
    })
    const names = files.map((file) => file.replace(/\.ts$/, '').replaceAll(sep, '-'))
    const served = operations.map(({ operation }) => operation.operationId)
    expect(served.filter((name) => name !== 'docs-openapi').sort()).toEqual(names.sort())
    expect(routes.map(({ name }) => name).sort()).toEqual(served.sort())
  })

  test('the host serves each of them, and no other method there', async () => {
    const methods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'] as const
    for (const [path, served] of Object.entries(document.paths)) {
      const url = shared().api + path.replace(/\{\w+\}/g, 'x')
      for (const method of methods) {
        const answer = await fetch(url, { method: method.toUpperCase() })
        await answer.arrayBuffer()
        const where = `${method} ${path}`
        // Whatever the app answers has a request id; what the host answers by itself has none.
        if (served[method] || isOther(path, method))
          expect([where, answer.headers.has('x-ms-request-id')]).toEqual([where, true])
        else {
          expect([where, answer.status]).toEqual([where, 405])
          const own = Object.keys(served).map((name) => name.toUpperCase())
          expect(answer.headers.get('allow')?.split(', ')).toEqual(expect.arrayContaining(own))
        }
      }
    }
  })

  test('anything else is 404', async () => {
    const paths = ['/api', '/tenants', '/ops', '/health', '/admin/functions', '/openapi.yaml', '/reference']
    const prefixed = Object.keys(document.paths).map((path) => `/api${path}`)
    const longer = Object.keys(document.paths).map((path) => `${path}/more/of/it`)
    for (const path of [...paths, ...prefixed, ...longer]) {
      const answer = await fetch(shared().api + path.replace(/\{\w+\}/g, 'x'))
      expect([path, answer.status]).toEqual([path, 404])
    }
  })
})

test('what is really answered to every GET has the shape that is listed, and nothing besides', async () => {
  const reading = good.filter(({ endpoint }) => endpoint.onlyReads)
  expect(reading.length).toBeGreaterThan(30)
  for (const request of reading) {
    const answer = await send(request)
    expect([request.endpoint.name, judge(request.endpoint, answer)]).toEqual([
      request.endpoint.name,
      undefined,
    ])
    expect([request.endpoint.name, request.endpoint.scope === 'ops' || answer.status === 200]).toEqual([
      request.endpoint.name,
      true,
    ])
  }
})

test('what is really answered to every change has the shape that is listed, and nothing besides', async () => {
  const done = new Set<string>()
  // What ends something comes last.
  const ending = /\/(cancel|cancelSubscription|moveUsers|consolidate|complete|resolve)$/
  const writing = good
    .filter(({ endpoint }) => !endpoint.onlyReads)
    .sort((a, b) => Number(ending.test(a.endpoint.path)) - Number(ending.test(b.endpoint.path)))
  for (const request of writing) {
    const { endpoint } = request
    const isTold = /\/operations\/\{id\}\/(pause|resume|cancel)$/.test(endpoint.path)
    const params = isTold ? { id: scene.stage.operations.paused.id } : {}
    const etag = endpoint.needsIfMatch ? await etagFor(request, endpoints) : {}
    const answer = await send({
      ...request,
      params: { ...request.params, ...params },
      headers: { ...request.headers, ...etag },
    })
    expect([endpoint.name, judge(endpoint, answer)]).toEqual([endpoint.name, undefined])
    if (answer.status < 300) done.add(endpoint.name)
  }
  expect(done.size).toBeGreaterThan(12)
})

test('the reading page loads everything that it names, from here and nowhere else', async () => {
  const page = await fetch(`${shared().api}/docs`)
  const html = await page.text()
  expect(page.status).toBe(200)
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  const policy = page.headers.get('content-security-policy')?.split('; ')
  for (const rule of ['default-src', 'base-uri', 'form-action', 'frame-ancestors'])
    expect(policy).toContain(`${rule} 'none'`)
  const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path)
  expect(named.length).toBeGreaterThan(2)
  for (const path of named) {
    expect(path).toMatch(/^\/docs\//)
    const asset = await fetch(shared().api + path)
    expect([path, asset.status, (await asset.text()).length > 100]).toEqual([path, 200, true])
    expect(asset.headers.get('content-type')).toMatch(/^text\/(css|javascript); charset=utf-8$/)
  }
})

/** Whether a path is also one of another route, with a parameter where it has a word. */
function isOther(path: string, method: string): boolean {
  return operations.some((other) => {
    const template = new RegExp(`^${other.path.replace(/\{\w+\}/g, '[^/]+')}$`)
    return other.path !== path && other.method === method && template.test(path.replace(/\{\w+\}/g, 'x'))
  })
}
