import { type Door, door, nothing } from '../door.ts'

/** The list of routes is handed in: this door is on it. */
export const openapiGet = (doors: () => readonly Door[]) =>
  door({
    name: 'openapi-get',
    method: 'GET',
    route: '/openapi.json',
    summary: 'This document.',
    tag: 'Health',
    who: 'anyone',
    scope: 'public',
    unversioned: true,
    params: nothing,
    query: nothing,
    answers: { 200: { description: 'OpenAPI 3.1' } },
    refusals: [],
    async handle({ world }) {
      // Loaded at the first request: nobody else needs the generator.
      const { openapiDocument } = await import('../openapi.ts')
      const content = JSON.stringify(openapiDocument(world.settings.publicBaseUrl, doors()))
      return { status: 200, raw: { contentType: 'application/json; charset=utf-8', content } }
    },
  })
