/** The languages that people are addressed in; English is the reference. Whatever is said names a text for each. */
export const languages = ['en', 'nl'] as const
export type Language = (typeof languages)[number]
