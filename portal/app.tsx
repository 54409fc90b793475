import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRouter, RouterProvider } from '@tanstack/react-router'
import type { Api } from './api/client.ts'
import { Problem } from './api/problem.ts'
import { queryDefaults } from './api/query-defaults.ts'
import { languageChanged } from './look/language.tsx'
import { routeTree } from './routes.ts'
import { FaultBoundary, PageFault } from './shell/edges.tsx'
import { SessionGate } from './shell/session-gate.tsx'
import { apiOf, meQuery } from './sign-in/session.tsx'
import type { SignIn } from './sign-in/sign-in.ts'

/** `/app/customers/{tenantId}/…` are the same pages, of a customer whom a partner works for. */
const ofCustomer = /^\/app\/customers\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?=\/|$)/

function routerFor(basepath: string) {
  return createRouter({
    routeTree,
    basepath,
    defaultPreload: 'intent',
    scrollRestoration: false,
    defaultErrorComponent: PageFault,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof routerFor>
  }
}

interface Started {
  readonly signIn: SignIn
  readonly api: Api
  readonly client: QueryClient
  readonly router: ReturnType<typeof routerFor>
  readonly customerId: string | undefined
}

/** Once, and not by rendering: who one is, and the file of the page, are asked for beside the words, not after them. */
export function startApp(signIn: SignIn): Started {
  const customerId = ofCustomer.exec(location.pathname)?.[1]
  const router = routerFor(customerId ? `/app/customers/${customerId}` : '/app')
  const client = clientOf()
  const api = apiOf(signIn)
  addEventListener(languageChanged, () => void client.invalidateQueries())
  void client.prefetchQuery(meQuery(api))
  void router.load()
  return { signIn, api, client, router, customerId }
}

export function App({ started: { signIn, api, client, router, customerId } }: { readonly started: Started }) {
  return (
    <FaultBoundary>
      <QueryClientProvider client={client}>
        <SessionGate api={api} signIn={signIn} customerId={customerId}>
          <RouterProvider router={router} />
        </SessionGate>
      </QueryClientProvider>
    </FaultBoundary>
  )
}

function clientOf(): QueryClient {
  const onError = (error: unknown) => {
    if (mayHaveLostSomething(error)) void client.invalidateQueries({ queryKey: ['me'] })
  }
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: (error, { queryKey }) => queryKey[0] !== 'me' && onError(error) }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: queryDefaults,
  })
  return client
}

/** Who one is is asked anew: a role was taken away, or a delegation has ended. */
function mayHaveLostSomething(error: unknown): boolean {
  if (!(error instanceof Problem)) return false
  return error.status === 403 || (error.status === 404 && isOfCustomer())
}

/** A delegation that was taken away leaves nothing behind: the customer is not there any more. */
function isOfCustomer(): boolean {
  return ofCustomer.test(location.pathname)
}
