@description('Region.')
param location string

@description('Name.')
param namespaceName string

@description('Kind.')
@allowed(['Standard', 'Premium'])
param skuName string

@description('Who works with it.')
param appPrincipalId string

@description('Whether it is reached from outside.')
@allowed(['Enabled', 'Disabled'])
param publicNetworkAccess string

var list = loadJsonContent('queues.json', 'UserConfig.Namespaces[0].Queues')
var role = loadJsonContent('../hosting/roles.json').messages

resource namespace 'Microsoft.ServiceBus/namespaces@2026-01-01' = {
  name: namespaceName
  location: location
  sku: {
    name: skuName
    tier: skuName
    capacity: skuName == 'Premium' ? 1 : null
  }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: publicNetworkAccess
  }
}

resource queues 'Microsoft.ServiceBus/namespaces/queues@2026-01-01' = [
  for queue in list: {
    parent: namespace
    name: queue.Name
    properties: {
      lockDuration: queue.Properties.LockDuration
      maxDeliveryCount: queue.Properties.MaxDeliveryCount
      forwardTo: empty(queue.Properties.ForwardTo) ? null : queue.Properties.ForwardTo
    }
  }
]

resource worksWithMessages 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(namespace.id, appPrincipalId, role.id)
  scope: namespace
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.id)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

output hostName string = '${namespace.name}.servicebus.windows.net'
