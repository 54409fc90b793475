import { publicRoute, type Route } from '../http/route.ts'
import type { RouteEntry } from '../http/route-table.ts'
import { nothing } from '../http/shapes.ts'
import { openapiDocument } from './openapi-document.ts'

/** The document is made once: it changes with the program only. */
export function openapiRoute(all: () => readonly RouteEntry[]): Route {
  let made: Promise<string> | undefined
  return publicRoute({
    summary: 'This document.',
    tag: 'Health',
    unversioned: true,
    params: nothing,
    query: nothing,
    answers: { 200: { description: 'OpenAPI 3.1', contentTypes: ['application/json'] } },
    refusals: [],
    async handle({ services }) {
      made ??= openapiDocument(services.settings.publicBaseUrl, all())
      return { status: 200, raw: { contentType: 'application/json; charset=utf-8', content: await made } }
    },
  })
}
