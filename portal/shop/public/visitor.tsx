import { createContext, type ReactNode, use } from 'react'
import type { Api } from '../../api/client.ts'
import type { SignIn } from '../../sign-in/sign-in.ts'

/** Somebody of whom nothing is known yet. */
export interface Visitor {
  /** Asks without a token. */
  readonly api: Api
  readonly signIn: SignIn
}

const VisitorContext = createContext<Visitor | undefined>(undefined)

export function VisitorProvider({
  visitor,
  children,
}: {
  readonly visitor: Visitor
  readonly children: ReactNode
}) {
  return <VisitorContext value={visitor}>{children}</VisitorContext>
}

export function useVisitor(): Visitor {
  const visitor = use(VisitorContext)
  if (!visitor) throw new Error('There is no VisitorProvider around this.')
  return visitor
}
