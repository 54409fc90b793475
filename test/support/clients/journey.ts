import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import type { Mail } from '#local/stand-ins/mailbox/mail-store.ts'
import { type Answer, type CallOptions, call, expectStatus, tokenOf } from '#local/system/api-client.ts'
import { personaOf } from '#local/system/organisation.ts'
import { type Ready, readReady } from '#local/system/ready-file.ts'
import { eventually } from './system.ts'

let ownState: string | undefined

/** For a file that starts systems of its own: from now on it plays on the one with that state. */
export function playOn(state: string): void {
  ownState = state
}

/** The system that all journeys share, as it is now: a process that was killed has another pid. */
export function shared(): Ready {
  const ready = readReady(ownState ?? inject('sharedState'))
  if (!ready) throw new Error('The shared system does not run.')
  return ready
}

type Options = Omit<CallOptions, 'token' | 'body'>

/** Calls the real API with a real token. A path without a slash in front is below the caller's organisation. */
export interface Client {
  get<Body = unknown>(path: string, options?: Options): Promise<Answer<Body>>
  post<Body = unknown>(path: string, body?: unknown, options?: Options): Promise<Answer<Body>>
  put<Body = unknown>(path: string, body?: unknown, options?: Options): Promise<Answer<Body>>
  patch<Body = unknown>(path: string, body?: unknown, options?: Options): Promise<Answer<Body>>
  delete<Body = unknown>(path: string, body?: unknown, options?: Options): Promise<Answer<Body>>
}

export type Role = Parameters<typeof personaOf>[1]

export interface Person extends Client {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly tenantId: string
  /** What their token says of them. */
  readonly claims: Claims
  /** The same person with another token: claims that differ, `null` for one that is missing. */
  withClaims(claims: Readonly<Record<string, unknown>>): Person
}

/** At least four, so that a journey can name them. */
export type Members = readonly [Person, Person, Person, Person, ...Person[]]

export interface PersonWanted {
  readonly id?: string
  readonly displayName?: string
  /** Also the name to sign in with. */
  readonly mail?: string
  readonly language?: 'en' | 'nl'
  readonly userType?: 'member' | 'guest'
  readonly accountEnabled?: boolean
  readonly onPremisesSyncEnabled?: boolean
  readonly role?: Role
}

export interface Organisation {
  readonly id: string
  readonly globalAdmin: Person
  readonly billingAdmin: Person
  readonly purchaser: Person
  readonly members: Members
  /** The whole path, for callers from elsewhere. */
  path(below: string): string
  /** Adds or changes people as an operator does. */
  add<const Wanted extends readonly PersonWanted[]>(
    ...people: Wanted
  ): Promise<{ [At in keyof Wanted]: Person }>
}

export interface OrganisationWanted {
  readonly displayName?: string
  readonly country?: string
  readonly tenantType?: 'commercial' | 'government' | 'nonprofit' | 'education'
  readonly managed?: boolean
  readonly cloud?: 'worldwide' | 'germany' | '21vianet'
  readonly language?: 'en' | 'nl'
  readonly agreementId?: string
  /** How many besides the two administrators and the purchaser; four when absent. */
  readonly members?: number
  readonly purchaser?: PersonWanted
  readonly domain?: string
}

export const operator: Client = clientOf('', () => tokenOf(shared().signIn, 'olga-operator'))
/** A person with Support.Cancel. */
export const support: Client = clientOf('', () => tokenOf(shared().signIn, 'sam-support'))
export const nobody: Client = clientOf('', async () => undefined)

/** An organisation of one's own, onboarded through the operators' routes, so that no journey disturbs another. */
export async function anOrganisation(wanted: OrganisationWanted = {}): Promise<Organisation> {
  const id = randomUUID()
  const { members = 4, purchaser, domain = `org-${lettersOf(id)}.example`, ...facts } = wanted
  const body = {
    displayName: 'Windmolen Advies B.V.',
    domains: [domain],
    country: 'NL',
    tenantType: 'commercial',
    managed: true,
    cloud: 'worldwide',
    language: 'en',
    agreementId: 'AGR-1',
    ...facts,
  }
  await expectStatus(operator.put(`/ops/tenants/${id}`, body), 201)
  const path = (below: string) => `/tenants/${id}/${below}`
  const add = ((...people) => addPeople(id, domain, people)) as Organisation['add']
  const [globalAdmin, billingAdmin, buyer] = await add(
    { displayName: 'Vera Zandstra', role: 'globalAdmin' },
    { displayName: 'Bert Okonjo', role: 'billingAdmin' },
    { displayName: 'Inge Hallström', ...purchaser },
  )
  const others = Array.from({ length: members }, (_, index) => ({ displayName: `Member ${index + 1}` }))
  const added = (await add(...others)) as readonly Person[] as Members
  return { id, globalAdmin, billingAdmin, purchaser: buyer, members: added, path, add }
}

const peoplePerImport = 1_000

/** Eight letters of an id: its digits side by side with others might be a card number by chance, and be refused. */
const lettersOf = (id: string): string =>
  id.slice(0, 8).replaceAll(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)))

async function addPeople(
  tenantId: string,
  domain: string,
  people: readonly PersonWanted[],
): Promise<readonly Person[]> {
  const users = people.map(({ id = randomUUID(), role: _, mail, ...facts }, index) => {
    const address =
      mail ??
      `${(facts.displayName ?? 'somebody').replaceAll(/[^A-Za-z]/g, '')}.${index}.${lettersOf(id)}@${domain}`
    return {
      userId: id,
      displayName: 'Somebody',
      userPrincipalName: address,
      mail: address,
      userType: 'member' as const,
      accountEnabled: true,
      onPremisesSyncEnabled: false,
      language: 'en' as const,
      ...facts,
    }
  })
  for (let from = 0; from < users.length; from += peoplePerImport) {
    const body = { users: users.slice(from, from + peoplePerImport) }
    await expectStatus(operator.post(`/ops/tenants/${tenantId}/users/import`, body), 200)
  }
  return users.map((user, index) => {
    const persona = personaOf('', people[index]?.role ?? 'member', { tenantId, ...user })
    return personWith({
      tid: tenantId,
      oid: user.userId,
      name: user.displayName,
      preferred_username: user.userPrincipalName,
      acct: persona.acct,
      wids: persona.wids,
      roles: persona.roles,
    })
  })
}

export interface Claims {
  readonly tid: string
  readonly oid: string
  readonly name: string
  readonly preferred_username: string
  readonly [claim: string]: unknown
}

export function personWith(claims: Claims): Person {
  let signedIn: { readonly at: string; readonly token: Promise<string> } | undefined
  const client = clientOf(`/tenants/${claims.tid}`, () => {
    const at = shared().signIn
    if (signedIn?.at !== at) signedIn = { at, token: orderToken(claims) }
    return signedIn.token
  })
  return {
    ...client,
    id: claims.oid,
    name: claims.name,
    address: claims.preferred_username,
    tenantId: claims.tid,
    claims,
    withClaims: (others) => personWith({ ...claims, ...others } as Claims),
  }
}

/** Sign-in signs whatever is ordered of it; here it is what Entra would say of that person. */
async function orderToken(claims: Claims): Promise<string> {
  const { signIn } = shared()
  const order = { persona: 'emma-member', claims: { iss: `${signIn}/${claims.tid}/v2.0`, ...claims } }
  const answer = await expectStatus(
    call<{ access_token: string }>(signIn, 'POST', '/token', { body: order }),
    200,
  )
  return answer.body.access_token
}

function clientOf(base: string, token: () => Promise<string | undefined>): Client {
  const send = async <Body>(method: string, path: string, body: unknown, options: Options = {}) => {
    const bearer = await token()
    const full = path.startsWith('/') ? path : `${base}/${path}`.replace(/\/$/, '')
    return call<Body>(shared().api, method, full, {
      ...options,
      body,
      ...(bearer === undefined ? {} : { token: bearer }),
    })
  }
  return {
    get: (path, options) => send('GET', path, undefined, options),
    post: (path, body, options) => send('POST', path, body, options),
    put: (path, body, options) => send('PUT', path, body, options),
    patch: (path, body, options) => send('PATCH', path, body, options),
    delete: (path, body, options) => send('DELETE', path, body, options),
  }
}

/** The mails to an address, oldest first, as soon as there are that many; more than that is an error. */
export async function mailsTo(address: string, count = 1): Promise<readonly Mail[]> {
  return eventually(async () => {
    const mails = await mailbox({ to: address })
    if (mails.length > count) throw new Error(`${mails.length} mails to ${address}, expected ${count}.`)
    return mails.length === count && mails
  })
}

export async function mailbox(filter: Readonly<Record<string, string>>): Promise<readonly Mail[]> {
  const answer = await fetch(`${shared().mailbox}/messages?${new URLSearchParams(filter)}`)
  return (await answer.json()) as Mail[]
}
