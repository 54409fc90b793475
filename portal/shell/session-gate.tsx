import { Button, Spinner } from '@fluentui/react-components'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import type { Api } from '../api/client.ts'
import { continuationOf } from '../api/continuation.ts'
import { ok, Problem } from '../api/problem.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { type Customer, type Me, SessionProvider, useMe } from '../sign-in/session.tsx'
import type { SignIn } from '../sign-in/sign-in.ts'
import { Alone } from './edges.tsx'
import { useShellWords } from './shell-words.ts'

/** Lets in who is signed in and known; tells everybody else whom to ask. */
export function SessionGate({
  api,
  signIn,
  customerId,
  children,
}: {
  readonly api: Api
  readonly signIn: SignIn
  readonly customerId: string | undefined
  readonly children: ReactNode
}) {
  const words = useShellWords()
  const isOut = useSignedOutElsewhere(signIn)
  const me = useMe(api)
  const customer = useCustomer(api, me.data, customerId)
  const again = (
    <Button appearance="primary" onClick={() => void signIn.signIn({ returnTo: location.href })}>
      {words.signInAgain}
    </Button>
  )
  const other = <Button onClick={() => void signIn.signIn({ other: true })}>{words.somebodyElse}</Button>
  if (isOut) return <Alone title={words.signedOut}>{again}</Alone>
  // Where the API is out of reach for a while, or the sign-in has ended, what is open stays, with all that was typed.
  if (me.error && (!me.data || isRefused(me.error))) {
    if (me.error instanceof Problem && me.error.code === 'Unauthorized')
      return <Alone title={words.signedOut}>{again}</Alone>
    if (me.error instanceof Problem && me.error.code === 'AccountDisabled')
      return (
        <Alone title={words.disabled} why={words.disabledWhy}>
          {other}
        </Alone>
      )
    return (
      <Alone title={words.product}>
        <ProblemPanel problem={me.error} onTryAgain={() => void me.refetch()} />
        {other}
      </Alone>
    )
  }
  if (!me.data || customer === 'looking')
    return <Spinner label={words.signingIn} style={{ marginTop: '20vh' }} />
  const outside = whyOutside(me.data)
  if (outside)
    return (
      <Alone title={words[outside]} why={words[`${outside}Why`]}>
        {other}
      </Alone>
    )
  if (customerId && !customer)
    return (
      <Alone title={words.noLonger} why={words.noLongerWhy}>
        <a href="/app/customers">{words.leaveCustomer}</a>
      </Alone>
    )
  return (
    <SessionProvider api={api} me={me.data} customer={customer} signIn={signIn}>
      {children}
    </SessionProvider>
  )
}

/** For whom the portal has nothing, and why: each is to ask somebody else. Who runs Seatwarden needs no organisation. */
function whyOutside(me: Me): 'notOnboarded' | 'guest' | 'notKnown' | undefined {
  const { organization, roles, hasPurchases, language } = me
  if (roles.some((role) => ['operatorReads', 'operatorManages', 'support'].includes(role))) return undefined
  if (!organization) return 'notOnboarded'
  // What somebody bought before they became a guest is theirs to look at.
  if (roles.every((role) => role === 'guest') && !hasPurchases) return 'guest'
  return language === undefined ? 'notKnown' : undefined
}

function isRefused(error: unknown): boolean {
  return error instanceof Problem && error.status === 403
}

/** Nothing of theirs stays in this tab either. */
function useSignedOutElsewhere(signIn: SignIn): boolean {
  const client = useQueryClient()
  const [isOut, setIsOut] = useState(false)
  useEffect(() => {
    signIn.onSignedOutElsewhere(() => {
      setIsOut(true)
      client.clear()
    })
  }, [signIn, client])
  return isOut
}

/** The customer of the address; looked for on as many pages as there are. */
function useCustomer(api: Api, me: Me | undefined, id: string | undefined): Customer | 'looking' | undefined {
  const known = me?.customers?.find(({ tenantId }) => tenantId === id)
  const search = id !== undefined && me?.customersLink !== undefined && !known
  const pages = useInfiniteQuery({
    queryKey: ['customers', 'search'],
    enabled: search,
    initialPageParam: undefined as ReturnType<typeof continuationOf>,
    queryFn: ({ pageParam }) =>
      ok(api.GET('/me/customers', { params: { query: { maxpagesize: 100, ...pageParam } } })),
    getNextPageParam: ({ nextLink }) => continuationOf(nextLink),
  })
  const found = pages.data?.pages.flatMap(({ value }) => value).find(({ tenantId }) => tenantId === id)
  const { hasNextPage, isFetching, fetchNextPage } = pages
  const goesOn = search && !found && hasNextPage && !isFetching
  useEffect(() => {
    if (goesOn) void fetchNextPage()
  }, [goesOn, fetchNextPage])
  if (!search) return known
  return found ?? (isFetching || hasNextPage ? 'looking' : undefined)
}
