/** The parts of an address that the country knows, such as street, postalCode and city. */
export type Address = { readonly [part: string]: string }
