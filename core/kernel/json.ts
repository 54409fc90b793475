/** What the product needs of the outside, in the product's words. Adapters live in infra/, simulations in test/. */

export type Scalar = string | number | boolean | null

export type Json = Scalar | readonly Json[] | { readonly [key: string]: Json | undefined }
