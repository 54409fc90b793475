import type { AppSettings } from './app-settings.ts'
import { addOrganisations } from './organisations-folder.ts'
import type { Ports } from './ports.ts'
import type { Persona } from './sign-in/personas.ts'

export const demoPersonas: readonly Persona[] = [
  {
    id: 'olga-operator',
    displayName: 'Olga Operator',
    userPrincipalName: 'olga@seatwarden.example',
    tenantId: '00000000-0000-4000-8000-000000000001',
    objectId: '00000000-0000-4000-8000-000000000002',
    role: 'operator',
    roles: ['Ops.Read', 'Ops.Manage'],
  },
]

export async function seedDemo(state: string, _ports: Ports, _settings: AppSettings): Promise<void> {
  addOrganisations(state, 'demo', { tenants: [], personas: demoPersonas })
}
