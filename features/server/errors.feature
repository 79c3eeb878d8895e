@server
Feature: Errors of the client (Part 6, 7.1.3 and 7.1.5)
  The server closes, waits for its configured delay and dials again, for ever.

  @RC-030
  Scenario Outline: [1] After Error <code> the server closes, waits for its redial delay and dials again
    Given a waiting connection
    When our client answers Error <code>
    Then the server closes the connection to our client
    And the server dials our client again after its redial delay

    Examples:
      | code                     |
      | BadTcpServerTooBusy      |
      | BadServerTooBusy         |
      | BadTcpEndpointUrlInvalid |
      | BadTimeout               |

  @RC-030
  Scenario: [2] The server does not give up after many refusals
    Given a waiting connection
    When our client refuses with Error BadTcpServerTooBusy
    Then the server dials our client again after its redial delay
    When our client refuses with Error BadTcpServerTooBusy
    Then the server dials our client again after its redial delay
    When our client refuses with Error BadTcpServerTooBusy
    Then the server dials our client again after its redial delay
    When our client refuses with Error BadTcpServerTooBusy
    Then the server dials our client again after its redial delay

  @RC-043
  Scenario Outline: [3] Code <code> is an Error like any other
    Given a waiting connection
    When our client answers Error <code>
    Then the server closes the connection to our client

    Examples:
      | code                       |
      | BadTcpServerTooBusy        |
      | BadTcpMessageTypeInvalid   |
      | BadTcpSecureChannelUnknown |
      | BadTcpMessageTooLarge      |
      | BadTcpNotEnoughResources   |
      | BadTcpInternalError        |
      | BadTcpEndpointUrlInvalid   |
      | BadSecurityChecksFailed    |
      | BadRequestInterrupted      |
      | BadTimeout                 |
      | BadServerTooBusy           |

  @RC-043
  Scenario Outline: [4] A code that no table has (<code>) is an Error all the same
    Given a waiting connection
    When our client answers Error with
      | Error | <code> |
    Then the server closes the connection to our client

    Examples:
      | code       |
      | 0          |
      | 2148401152 |
      | max        |

  @RC-030
  Scenario Outline: [5] An Error with <reason> as Reason is heard
    Given a waiting connection
    When our client answers Error with
      | Error  | BadTcpServerTooBusy |
      | Reason | <reason>            |
    Then the server closes the connection to our client
    And the server dials our client again after its redial delay

    Examples:
      | reason      |
      | null        |
      | empty       |
      | bytes(4096) |
      | bytes(4097) |
      | lies(100)   |
      | lies(65535) |
      | hex(c328)   |

  @RC-030
  Scenario Outline: [6] Error <code> after Acknowledge ends the connection
    Given a connection after Hello and Acknowledge
    When our client answers Error <code>
    Then the server closes the connection to our client
    And the server dials our client again after its redial delay

    Examples:
      | code                |
      | BadTcpServerTooBusy |
      | BadTcpInternalError |
      | BadTimeout          |

  # Part 6 has no sentence on an Error in an open session: the connection ends, by whichever side, and the server goes on.
  @NS-01
  Scenario Outline: [7] Error <code> in an open session does the server no harm
    Given a connection with an open session
    When our client refuses with Error <code>
    Then our client gets a session on the next connection

    Examples:
      | code                       |
      | BadTcpInternalError        |
      | BadTcpMessageTypeInvalid   |
      | BadTcpServerTooBusy        |
      | BadTcpSecureChannelUnknown |
      | BadTcpMessageTooLarge      |
      | BadTcpNotEnoughResources   |
      | BadTcpEndpointUrlInvalid   |
      | BadSecurityChecksFailed    |
      | BadRequestInterrupted      |
      | BadTimeout                 |
      | BadServerTooBusy           |

  @RC-030 @dialect:spec
  Scenario: [8] BadTcpMessageTypeInvalid does not suspend where the specification alone holds
    Given a waiting connection
    When our client refuses with Error BadTcpMessageTypeInvalid
    Then the server dials our client again after its redial delay

  # What it says is judged on the record; to say nothing is RC-036, if anything.
  @RC-043
  Scenario: [9] The code of the server's own Error is a Bad status code
    Given a waiting connection
    When our client answers Acknowledge
    Then the server may answer our client

  @RC-043
  Scenario Outline: [10] Code <code> is an Error like any other after Acknowledge too
    Given a connection after Hello and Acknowledge
    When our client answers Error <code>
    Then the server closes the connection to our client

    Examples:
      | code                       |
      | BadTcpMessageTypeInvalid   |
      | BadTcpSecureChannelUnknown |
      | BadTcpMessageTooLarge      |
      | BadTcpNotEnoughResources   |
      | BadTcpEndpointUrlInvalid   |
      | BadSecurityChecksFailed    |
      | BadRequestInterrupted      |
      | BadServerTooBusy           |
