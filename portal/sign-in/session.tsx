import { queryOptions, useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useEffect, useMemo } from 'react'
import { type Api, createApi, type Schemas } from '../api/client.ts'
import { ok, Problem } from '../api/problem.ts'
import { languageNow, useLanguage } from '../look/language.tsx'
import { type May, mayOf } from './may.ts'
import { type SignIn, SignInNeeded } from './sign-in.ts'

export type Me = Schemas['Me']
export type Customer = Schemas['Customer']

export interface Session {
  readonly api: Api
  readonly me: Me
  /** Whose pages these are: one's own organisation, or the customer that a partner works for. */
  readonly tenantId: string
  readonly organization: NonNullable<Me['organization']> | undefined
  /** Set while a partner works for a customer. */
  readonly customer: Customer | undefined
  readonly may: May
  readonly signOut: () => void
  /** And comes back to the address that is shown then. */
  readonly signInAgain: () => void
}

const SessionContext = createContext<Session | undefined>(undefined)

/** Who one is comes from the API: the portal never reads a token. */
export function meQuery(api: Api) {
  return queryOptions({ queryKey: ['me'], queryFn: () => ok(api.GET('/me')), staleTime: 60_000 })
}

export function useMe(api: Api) {
  return useQuery(meQuery(api))
}

/** Told to the window when a call found that nobody can get a token without the person. */
export const signInEnded = 'sign-in-ended'

export function apiOf(signIn: SignIn): Api {
  const refused = () => void dispatchEvent(new Event(signInEnded))
  return createApi({ token: (options) => tokenOrProblem(signIn, options), refused }, languageNow)
}

/** To a page it is what it would be if the API had said it: nothing that it can do. */
async function tokenOrProblem(signIn: SignIn, options?: { readonly renew?: boolean }): Promise<string> {
  try {
    return await signIn.token(options)
  } catch (cause) {
    if (!(cause instanceof SignInNeeded)) throw cause
    dispatchEvent(new Event(signInEnded))
    throw new Problem('Unauthorized', cause.message, undefined, undefined, cause)
  }
}

export function SessionProvider({
  api,
  me,
  customer,
  signIn,
  children,
}: {
  readonly api: Api
  readonly me: Me
  readonly customer: Customer | undefined
  readonly signIn: SignIn
  readonly children: ReactNode
}) {
  const { suggest } = useLanguage()
  useEffect(() => suggest(me.language ?? me.organization?.language), [me, suggest])
  const session = useMemo<Session>(() => {
    const tenantId = customer?.tenantId ?? me.organization?.id ?? ''
    const { organization } = me
    return {
      api,
      me,
      tenantId,
      organization,
      customer,
      may: mayOf(me, customer),
      signOut: () => void signIn.signOut(),
      signInAgain: () => void signIn.signIn({ returnTo: location.href }),
    }
  }, [api, me, customer, signIn])
  return <SessionContext value={session}>{children}</SessionContext>
}

export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error('There is no SessionProvider around this.')
  return session
}
