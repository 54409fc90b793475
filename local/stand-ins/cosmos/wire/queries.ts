import type { IncomingHttpHeaders } from 'node:http'
import { type Answer, badRequest, notDone } from '../answers.ts'
import { isObject, type Value } from '../json.ts'
import { aggregatesOf } from '../sql/aggregate.ts'
import { clientPlan } from '../sql/client-plan.ts'
import type { Parameters } from '../sql/evaluate.ts'
import { refuseAsProduction, refuseAtGateway } from '../sql/limits.ts'
import { parseQuery } from '../sql/parse.ts'
import { printOrder } from '../sql/print.ts'
import { queryCharge } from '../storage/charges.ts'
import type { Container } from '../storage/container.ts'
import { readContinuation, writeContinuation } from './continuation.ts'
import { text } from './headers.ts'
import { aggregatePage, documentPage } from './query-page.ts'
import { planRangesOf, scopeOf } from './query-scope.ts'
import type { ShortPages } from './short-pages.ts'

const pageSizeDefault = 100

export function answerQueryPlan(container: Container, body: unknown): Answer {
  const { query: sql, parameters } = readQuery(body)
  const query = parseQuery(sql)
  const plan = clientPlan(query, parameters, planRangesOf(container, query, parameters))
  return { status: 200, body: JSON.stringify(plan) }
}

export function answerQuery(
  container: Container,
  shortPages: ShortPages,
  headers: IncomingHttpHeaders,
  body: unknown,
): Answer {
  const { query: sql, parameters } = readQuery(body)
  const query = parseQuery(sql)
  const scope = scopeOf(container, headers, query, parameters)
  if (scope.isCross)
    refuseAtGateway(query, () => clientPlan(query, parameters, planRangesOf(container, query, parameters)))
  refuseAsProduction(query, container)
  const token = text(headers, 'x-ms-continuation')
  // The client asks a range with another condition for every page, and with the token of the page before.
  const isVaried = scope.isRange && query.orderBy.length > 0
  const fingerprint = `${scope.name} ${isVaried ? printOrder(query.orderBy) : sql}`
  const continuation = token === undefined ? undefined : readContinuation(fingerprint, token)
  // What OFFSET skips is in no token.
  const sizeMax = query.offset ? Number.POSITIVE_INFINITY : shortPages.next()
  const pageSize = Math.min(pageSizeOf(headers), sizeMax)
  const page =
    aggregatesOf(query).length > 0
      ? aggregatePage(scope, query, parameters)
      : documentPage(scope, query, parameters, pageSize, continuation)
  const documents = page.rows.join()
  return {
    status: 200,
    body: `{"_rid":"${container.rid}","Documents":[${documents}],"_count":${page.rows.length}}`,
    headers: {
      'x-ms-item-count': String(page.rows.length),
      ...(page.next && { 'x-ms-continuation': writeContinuation(fingerprint, page.next) }),
    },
    charge: queryCharge(page.rows.length, documents.length),
  }
}

function readQuery(body: unknown): { readonly query: string; readonly parameters: Parameters } {
  if (!isObject(body as Value)) throw badRequest('A query is {query, parameters}.')
  const { query, parameters = [], ...rest } = body as Record<string, unknown>
  const unknown = Object.keys(rest)[0]
  if (unknown !== undefined) throw notDone(`the query property '${unknown}'`)
  if (typeof query !== 'string' || !Array.isArray(parameters))
    throw badRequest('A query is {query, parameters}.')
  if (!parameters.every((parameter) => isObject(parameter) && typeof parameter['name'] === 'string'))
    throw badRequest('A parameter of a query is {name, value}.')
  const given = parameters as readonly { readonly name: string; readonly value?: Value }[]
  return { query, parameters: new Map(given.map(({ name, value }) => [name, value])) }
}

function pageSizeOf(headers: IncomingHttpHeaders): number {
  const given = text(headers, 'x-ms-max-item-count')
  if (given === undefined) return pageSizeDefault
  const size = Number(given)
  if (size === -1) return Number.POSITIVE_INFINITY // The 4 MB are the limit then.
  if (!Number.isInteger(size) || size < 1)
    throw badRequest(`x-ms-max-item-count ${given} is neither -1 nor positive.`)
  return size
}
