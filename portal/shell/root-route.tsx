import { createRootRoute } from '@tanstack/react-router'
import { Fault, NotFound } from './edges.tsx'
import { Frame } from './frame.tsx'

/** Every page stands in the frame. */
export const rootRoute = createRootRoute({
  component: Frame,
  notFoundComponent: NotFound,
  errorComponent: ({ error }) => <Fault fault={error} />,
})
