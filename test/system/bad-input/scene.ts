import { anOrganisation } from '../../support/clients/journey.ts'
import { type Endpoint, readEndpoints } from './api.ts'
import type { Scene } from './bad-class.ts'
import { bearerOf, operatorBearer } from './bearer.ts'
import { etagFor, goodRequests, knownOf, placesOf } from './good.ts'
import type { Request } from './request.ts'
import { anEventfulOrganisation } from './stage.ts'

/** An organisation with everything in it, who calls there, and another organisation beside it. */
export async function aScene(): Promise<Scene> {
  const stage = await anEventfulOrganisation()
  const { globalAdmin, members } = stage.organisation
  const other = await anOrganisation()
  const admin = await bearerOf(globalAdmin, 'globalAdmin')
  return {
    stage,
    known: knownOf(stage),
    callers: {
      tenant: admin,
      own: admin,
      surface: admin,
      ops: await operatorBearer('Ops.Read', 'Ops.Manage', 'Support.Cancel'),
      public: {},
    },
    member: await bearerOf(members[0], 'member'),
    guest: await bearerOf(stage.guest, 'guest'),
    elsewhere: await bearerOf(other.globalAdmin, 'globalAdmin'),
    otherTenantId: other.id,
  }
}

/** The good requests of every route, each with the present version of what it is about. */
export async function allGoodRequests(scene: Scene): Promise<readonly Request[]> {
  const endpoints = await readEndpoints()
  return (await Promise.all(endpoints.map((endpoint) => goodRequestsOf(endpoint, scene)))).flat()
}

/** Those of one route. */
export async function goodRequestsOf(
  endpoint: Endpoint,
  { known, callers, stage }: Scene,
): Promise<readonly Request[]> {
  const endpoints = await readEndpoints()
  const requests = goodRequests(endpoint, { known, callers, places: placesOf(stage) })
  if (!endpoint.needsIfMatch) return requests
  return Promise.all(
    requests.map(async (request) => ({
      ...request,
      headers: { ...request.headers, ...(await etagFor(request, endpoints)) },
    })),
  )
}
