export type Channel = 'selfService' | 'central' | 'signUp' | 'trial'
