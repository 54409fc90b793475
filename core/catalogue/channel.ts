/** A way in which a subscription is had. */
export const channels = ['selfService', 'central', 'signUp', 'trial'] as const
export type Channel = (typeof channels)[number]
