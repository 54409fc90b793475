import type { HttpRequest } from '@azure/functions'
import { notFound, refuse } from '#core/kernel/refusals.ts'
import { type Method, methods } from './context.ts'
import type { Reply } from './reply.ts'
import { methodsOfPages } from './route-table.ts'

/** What a route answers to, for whoever finds no route. */
export interface Address {
  readonly method: Method
  /** As in the table of routes: `/tenants/{t}/subscriptions/{id}`. */
  readonly path: string
}

/**
 * The answer to an address that no route has, or not for that method. The host would send a bare 404 for both; so it
 * has one function for everything, whose name sorts last, because it tries functions in the order of their names.
 */
export function answerUnknown(
  addresses: readonly Address[],
  pages: readonly Pick<Address, 'path'>[],
  request: HttpRequest,
): Reply {
  const { pathname } = new URL(request.url)
  const allowed = pages.some(({ path }) => fits(path, pathname))
    ? methodsOfPages
    : methods.filter((method) =>
        addresses.some((address) => address.method === method && fits(address.path, pathname)),
      )
  return allowed.length === 0 ? notFound() : refuse('MethodNotAllowed', { allowed: allowed.join(', ') })
}

function fits(path: string, pathname: string): boolean {
  const [start = '', rest] = path.split('/{*')
  const wanted = start.replace(/\/$/, '').split('/')
  const parts = pathname.replace(/\/$/, '').split('/')
  const given = rest === undefined ? parts : parts.slice(0, wanted.length)
  return (
    wanted.length === given.length &&
    wanted.every((part, place) =>
      part.startsWith('{') ? given[place] !== '' : part.toLowerCase() === given[place]?.toLowerCase(),
    )
  )
}
