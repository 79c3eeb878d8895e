@requires:aggregation
Feature: Aggregation over Reverse Connect (readme)
  An aggregation server serves the nodes of the servers below it to the clients above it. Each server below is dialed (forward) or
  dials (reverse, all on one port), and each client above dials (forward) or is dialed (reverse); in every combination.

  @client @NS-30
  Scenario: [1] Servers below that dial one port are served to a client that dials
    Given an aggregation server above
      | server | reached |
      | press  | reverse |
      | oven   | reverse |
    When a client connects forward
    Then the values of every server are Good at every client

  @client @NS-30
  Scenario: [2] Servers below that dial and servers that are dialed are served side by side
    Given an aggregation server above
      | server | reached |
      | press  | reverse |
      | oven   | forward |
    When a client connects forward
    Then the values of every server are Good at every client
    And values of server press keep arriving at every client
    And values of server oven keep arriving at every client

  @server @NS-31
  Scenario Outline: [3] A server below that is reached <reached> is served to a client that is dialed
    Given a listening client
    And an aggregation server above
      | server | reached   |
      | press  | <reached> |
    Then our client takes the connection of the aggregation server
    And the values of every server are Good at every client

    Examples:
      | reached |
      | forward |
      | reverse |

  @server @NS-31
  Scenario: [4] All four combinations at once
    Given a listening client
    And an aggregation server above
      | server | reached |
      | press  | forward |
      | oven   | reverse |
    When a client connects forward
    Then our client takes the connection of the aggregation server
    And the values of every server are Good at every client
    And values of server press keep arriving at every client
    And values of server oven keep arriving at every client

  @server @NS-31
  Scenario: [5] A write and a method call pass through
    Given a listening client
    And an aggregation server above
      | server | reached |
      | press  | reverse |
    When our client takes the connection of the aggregation server
    And a client writes 12.5 to server press
    Then server press has the value 12.5
    And calling Add with 2 and 40 on server press gives 42

  @client @NS-30
  Scenario Outline: [6] An outage of a server that is reached <reached> shows, ends, and leaves the other alone
    Given an aggregation server above
      | server | reached   |
      | press  | <reached> |
      | oven   | <other>   |
    When a client connects forward
    And the network to server press goes down
    Then the values of server press turn BadNoCommunication at every client
    When the network to server press comes up again
    Then the values of server press turn Good at every client
    And the values of server oven have stayed Good
    And values of server oven keep arriving at every client

    Examples:
      | reached | other   |
      | reverse | forward |
      | forward | reverse |

  @client @NS-30
  Scenario: [7] A server below that falls silent shows too
    Given an aggregation server above
      | server | reached |
      | press  | reverse |
    When a client connects forward
    And the network to server press swallows everything
    Then the values of server press turn BadNoCommunication at every client
    When the network to server press comes up again
    Then the values of server press turn Good at every client

  @client @NS-30
  Scenario: [8] A server below that is restarted is served again
    Given an aggregation server above
      | server | reached |
      | press  | reverse |
    When a client connects forward
    And server press is restarted
    Then the values of server press turn Good at every client
    And values of server press keep arriving at every client

  @server @NS-05 @requires:suspension @dialect:netstandard
  Scenario: [9] A client above that rejects is suspended, and no other client notices
    Given listening clients A and B
    And an aggregation server above
      | server | reached |
      | press  | reverse |
    When our client B takes the connection of the aggregation server
    And the server dials our client A with a ReverseHello
    And our client A refuses with Error BadTcpMessageTypeInvalid
    Then the server does not dial our client A for its suspension
    And values of server press keep arriving at every client
