import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { useMemo } from 'react'
import { createApi } from '../../api/client.ts'
import { queryDefaults } from '../../api/query-defaults.ts'
import { languageNow } from '../../look/language.tsx'
import { Fault, FaultBoundary, NotFound } from '../../shell/edges.tsx'
import type { SignIn } from '../../sign-in/sign-in.ts'
import { catalogueSearch, productSearch } from '../addresses.ts'
import { PublicCatalogue } from './public-catalogue.tsx'
import { PublicFrame } from './public-frame.tsx'
import { PublicProductPage } from './public-product-page.tsx'
import { VisitorProvider } from './visitor.tsx'

const root = createRootRoute({
  component: PublicFrame,
  notFoundComponent: NotFound,
  errorComponent: ({ error }) => <Fault fault={error} />,
})

const routeTree = root.addChildren([
  createRoute({
    getParentRoute: () => root,
    path: '/shop',
    validateSearch: catalogueSearch,
    component: PublicCatalogue,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/shop/$productId',
    validateSearch: productSearch,
    component: PublicProductPage,
  }),
])

/** What anybody may look at: the catalogue, with prices, before they sign in; at the same addresses as after. (R181) */
export function PublicShop({ signIn }: { readonly signIn: SignIn }) {
  const visitor = useMemo(() => ({ api: createApi(undefined, languageNow), signIn }), [signIn])
  const router = useMemo(() => createRouter({ routeTree, basepath: '/app', scrollRestoration: false }), [])
  const client = useMemo(() => new QueryClient({ defaultOptions: queryDefaults }), [])
  return (
    <FaultBoundary>
      <QueryClientProvider client={client}>
        <VisitorProvider visitor={visitor}>
          {/* The addresses are among those of the whole portal, whose types the links know. */}
          <RouterProvider router={router as never} />
        </VisitorProvider>
      </QueryClientProvider>
    </FaultBoundary>
  )
}
