import { createContext, use } from 'react'

/** What a heading below that of the page is; in a pane beside a list one level deeper, so that none is left out. */
export const SubheadingLevel = createContext<'h2' | 'h3'>('h2')

export function useSubheading(): 'h2' | 'h3' {
  return use(SubheadingLevel)
}
