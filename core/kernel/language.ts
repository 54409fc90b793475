export type Language = 'en' | 'nl'
