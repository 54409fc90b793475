/** What an object holds under a name that may come from outside: `constructor` and its like are not there. */
export function ownValue<T>(object: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name as keyof typeof object] : undefined
}
