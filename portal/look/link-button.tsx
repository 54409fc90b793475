import { Button, type ButtonProps } from '@fluentui/react-components'
import { createLink } from '@tanstack/react-router'
import { forwardRef } from 'react'

const Anchor = forwardRef<HTMLAnchorElement, Omit<Extract<ButtonProps, { as: 'a' }>, 'as'>>((props, ref) => (
  <Button as="a" {...props} ref={ref as never} />
))

/** A link to a page that looks like a button. */
export const LinkButton = createLink(Anchor)
