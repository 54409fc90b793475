import { Link } from '@fluentui/react-components'
import { OpenRegular } from '@fluentui/react-icons'
import type { ReactNode } from 'react'

/** A page of somebody else's, in a tab of its own. What is no address of the web is text alone. */
export function OutsideLink({ to, children }: { readonly to: string; readonly children: ReactNode }) {
  if (!/^https?:\/\//i.test(to)) return children
  return (
    <Link href={to} target="_blank" rel="noreferrer noopener" inline>
      {children} <OpenRegular aria-hidden fontSize="1em" />
    </Link>
  )
}
