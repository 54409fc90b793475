import { type Call, nextCalls, type Present } from './next-calls.ts'
import type { Wish } from './wanted.ts'

/** Microsoft Graph, as far as it is needed. */
export interface Graph {
  /** Undefined when there is none. */
  get(path: string): Promise<Readonly<Record<string, unknown>> | undefined>
  /** False when Entra does not know yet what was just made: it takes a while until all of it does. */
  send(call: Call): Promise<boolean>
}

export interface Registered {
  readonly appId: string
  readonly applicationId: string
  readonly principalId: string
}

interface Console {
  say(line: string): void
  wait(ms: number): Promise<void>
}

const roundsMax = 30
const waitMs = 3_000

/** Makes it so, and makes it so again with no request at all when it is so already. */
export async function register(graph: Graph, wish: Wish, { say, wait }: Console): Promise<Registered> {
  let asked = ''
  for (let round = 0; round < roundsMax; round++) {
    const present = await readPresent(graph, wish)
    const calls = nextCalls(wish, present)
    const { application, servicePrincipal } = present
    if (calls.length === 0 && application && servicePrincipal)
      return { appId: application.appId, applicationId: application.id, principalId: servicePrincipal.id }
    // What was asked for and is not seen yet need not be said again.
    const again = JSON.stringify(calls) === asked
    asked = JSON.stringify(calls)
    if (again) await wait(waitMs)
    for (const call of calls) {
      if (!again) say(call.why)
      if (!(await graph.send(call))) break
    }
  }
  throw new Error(`Entra does not show what it was asked for: ${asked}`)
}

export async function readPresent(graph: Graph, { uniqueName }: Wish): Promise<Present> {
  const application = (await graph.get(`/applications(uniqueName='${uniqueName}')`)) as Present['application']
  if (!application) return {}
  const servicePrincipal = await graph.get(`/servicePrincipals(appId='${application.appId}')`)
  if (!servicePrincipal) return { application }
  const { id } = servicePrincipal as { readonly id: string }
  const assignments: NonNullable<Present['assignments']>[number][] = []
  let next: string | undefined = `/servicePrincipals/${id}/appRoleAssignedTo?$top=100`
  while (next !== undefined) {
    const page = (await graph.get(next)) as AssignmentPage | undefined
    assignments.push(...(page?.value ?? []))
    next = page?.['@odata.nextLink']
  }
  return { application, servicePrincipal: { id }, assignments }
}

interface AssignmentPage {
  readonly value: NonNullable<Present['assignments']>
  readonly '@odata.nextLink'?: string
}
