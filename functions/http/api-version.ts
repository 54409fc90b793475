/** The one version of the API; every call but health, documentation and the compatible surfaces names it. */
export const apiVersion = '2026-11-01'
