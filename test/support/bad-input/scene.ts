import type { Door } from '#functions/door.ts'
import { doors } from '#functions/routes.ts'
import { anOrganisation } from '../journey.ts'
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
  return {
    stage,
    known: knownOf(stage),
    callers: {
      tenant: await bearerOf(globalAdmin, 'globalAdmin'),
      ops: await operatorBearer('Ops.Read', 'Ops.Manage'),
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
  return (await Promise.all(doors.map((door) => goodOf(door, scene)))).flat()
}

async function goodOf(door: Door, { known, callers, stage }: Scene): Promise<readonly Request[]> {
  const requests = goodRequests(door, { known, callers, places: placesOf(stage) })
  if (!door.needsIfMatch) return requests
  return Promise.all(
    requests.map(async (request) => ({
      ...request,
      headers: { ...request.headers, ...(await etagFor(request, doors)) },
    })),
  )
}
