import type { AppSettings } from './app-settings.ts'
import { demoOrganisations } from './organisations/demo.ts'
import { addOrganisations, shownOf } from './organisations-folder.ts'
import type { Ports } from './ports.ts'
import { operatorOf, seed } from './seeding.ts'

export const demoPersonas = demoOrganisations.personas

/** The organisations of a first start. What says that they are there is written last. */
export async function seedDemo(state: string, ports: Ports, settings: AppSettings): Promise<void> {
  await seed(demoOrganisations, {
    api: `http://127.0.0.1:${ports.api}`,
    signIn: `http://127.0.0.1:${ports['sign-in']}`,
    settings,
    operator: operatorOf(demoPersonas),
  })
  addOrganisations(state, 'demo', shownOf(demoOrganisations))
}
