// Service Bus: the queues of queues.json, the file that the adapter and the stand-in read as well. Nobody gets in with a
// key.

@description('Region of the namespace.')
param location string = resourceGroup().location

@description('Tags of the namespace.')
param tags object = {}

@description('Name of the namespace, unique in the world: 6 to 50 letters, digits and hyphens, not ending in -sb or -mgmt.')
@minLength(6)
@maxLength(50)
param namespaceName string

@description('Object id of the identity that the function app works as.')
param appPrincipalId string

@description('Standard is paid by the message, and shared with others; Premium is machines of one’s own, and the only one with private endpoints. One is not changed into the other.')
@allowed(['Standard', 'Premium'])
param skuName string = 'Standard'

@description('How many messaging units Premium has.')
@allowed([1, 2, 4, 8, 16])
param messagingUnits int = 1

@description('Whether the namespace can be reached from outside the private network.')
@allowed(['Enabled', 'Disabled'])
param publicNetworkAccess string = 'Enabled'

var queueList = loadJsonContent('queues.json').UserConfig.Namespaces[0].Queues
var role = loadJsonContent('../hosting/roles.json').messages

// As Microsoft has it, its copies stand in different availability zones by themselves wherever a region has any.
resource bus 'Microsoft.ServiceBus/namespaces@2026-01-01' = {
  name: namespaceName
  location: location
  tags: tags
  sku: {
    name: skuName
    tier: skuName
    capacity: skuName == 'Premium' ? messagingUnits : null
  }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: publicNetworkAccess
  }
}

// Azure refuses to change requiresDuplicateDetection and requiresSession of a queue that is there.
resource queues 'Microsoft.ServiceBus/namespaces/queues@2026-01-01' = [
  for queue in queueList: {
    parent: bus
    name: queue.Name
    properties: {
      lockDuration: queue.Properties.LockDuration
      maxDeliveryCount: queue.Properties.MaxDeliveryCount
      defaultMessageTimeToLive: queue.Properties.DefaultMessageTimeToLive
      deadLetteringOnMessageExpiration: queue.Properties.DeadLetteringOnMessageExpiration
      requiresDuplicateDetection: queue.Properties.RequiresDuplicateDetection
      duplicateDetectionHistoryTimeWindow: queue.Properties.DuplicateDetectionHistoryTimeWindow
      requiresSession: queue.Properties.RequiresSession
      // The emulator’s file says "none" as an empty text.
      forwardTo: empty(queue.Properties.ForwardTo) ? null : queue.Properties.ForwardTo
      forwardDeadLetteredMessagesTo: empty(queue.Properties.ForwardDeadLetteredMessagesTo)
        ? null
        : queue.Properties.ForwardDeadLetteredMessagesTo
    }
  }
]

resource worksWithMessages 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(bus.id, appPrincipalId, role.id)
  scope: bus
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.id)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    description: role.why
  }
}

output id string = bus.id
output name string = bus.name
@description('Without https:// or a slash, as the trigger and the client library want it.')
output hostName string = '${bus.name}.servicebus.windows.net'
