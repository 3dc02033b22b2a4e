import { groupOf, type ObjectId, type Resource } from '../../model/resource.ts'

export const apiVersion = 'stowage.dev/v1alpha1'

export function isOurs(id: ObjectId): boolean {
  return groupOf(id.apiVersion) === 'stowage.dev'
}

export function isPlacement(resource: Resource): boolean {
  return isOurs(resource) && resource.kind === 'Placement'
}

export function isFleetFacts(resource: Resource): boolean {
  return isOurs(resource) && resource.kind === 'FleetFacts'
}

export function isRender(resource: Resource): boolean {
  return isOurs(resource) && resource.kind === 'Render'
}
