import { lazyRouteComponent } from '@tanstack/react-router'
import { partOf } from '../api/parts.ts'

/** A page that is loaded when it is opened. On its own, the router would reload what is open where its file is gone. */
export const lazyPage: typeof lazyRouteComponent = (load, name) =>
  lazyRouteComponent(() => partOf(load), name)
