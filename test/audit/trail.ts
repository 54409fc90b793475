import { expect } from 'vitest'
import type { AuditEventView } from '#functions/audit/view.ts'
import type { Answered, Person } from '../support/simulated/app.ts'

export type Event = AuditEventView

type Query = Readonly<Record<string, string>>

/** The whole audit trail as the list gives it, by as many pages as it takes. */
export async function listed(person: Person, query: Query = {}): Promise<readonly Event[]> {
  return (await pagesOf(person, query)).flat()
}

export async function pagesOf(person: Person, query: Query = {}): Promise<readonly (readonly Event[])[]> {
  const pages: Event[][] = []
  for (let next: Query | undefined = query; next !== undefined; ) {
    const answer: Answered = await person.ask('audit-list', { query: next })
    expect(answer.status).toBe(200)
    pages.push(answer.body['value'] as Event[])
    next = queryIn(answer.body['nextLink'] as string | undefined)
  }
  return pages
}

/** The parts of the file. */
export async function exported(person: Person, query: Query = {}): Promise<readonly Answered[]> {
  const parts: Answered[] = []
  for (let next: Query | undefined = query; next !== undefined; ) {
    const answer: Answered = await person.ask('audit-export', { query: next })
    expect(answer.status).toBe(200)
    parts.push(answer)
    next = queryIn(/^<(.+)>; rel="next"$/.exec(answer.headers['Link'] ?? '')?.[1])
  }
  return parts
}

function queryIn(link: string | undefined): Query | undefined {
  return link === undefined ? undefined : Object.fromEntries(new URL(link).searchParams)
}
