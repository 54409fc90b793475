/** The languages that people are addressed in; English is the reference. Whatever is said names a text for each. */
export const languages = ['en', 'nl'] as const
export type Language = (typeof languages)[number]

/** Whose way of writing days and amounts a language follows. */
export const locales: Readonly<Record<Language, string>> = { en: 'en-GB', nl: 'nl-NL' }
