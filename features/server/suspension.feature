@server @requires:suspension @dialect:netstandard
Feature: Suspension after BadTcpMessageTypeInvalid (readme)
  A peer that was never upgraded, or a user who said no, is left alone for an extended time.

  @NS-02
  Scenario: [1] After BadTcpMessageTypeInvalid nothing is dialed before the suspension ends
    Given a waiting connection
    When our client refuses with Error BadTcpMessageTypeInvalid
    Then the server does not dial our client for its suspension

  @RC-030
  Scenario: [2] The server closes the connection on which it was rejected
    Given a waiting connection
    When our client answers Error BadTcpMessageTypeInvalid
    Then the server closes the connection to our client

  @NS-02
  Scenario: [3] Another rejection suspends again
    Given a suspended server
    When the server dials our client anew within its suspension
    And our client refuses with Error BadTcpMessageTypeInvalid
    Then the server does not dial our client for its suspension

  @NS-03
  Scenario: [4] A client that accepts after the suspension gets its session
    Given a suspended server
    Then the server dials our client anew within its suspension
    And our client gets a session on the next connection

  @NS-04
  Scenario Outline: [5] Error <code> does not suspend
    Given a waiting connection
    When our client refuses with Error <code>
    Then the server dials our client anew within its redial delay
    And the server is one that BadTcpMessageTypeInvalid suspends

    Examples:
      | code                       |
      | BadTcpServerTooBusy        |
      | BadServerTooBusy           |
      | BadTcpEndpointUrlInvalid   |
      | BadTcpSecureChannelUnknown |
      | BadTcpMessageTooLarge      |
      | BadTcpNotEnoughResources   |
      | BadTcpInternalError        |
      | BadTimeout                 |
      | BadConnectionRejected      |

  @NS-04
  Scenario Outline: [6] A client that <ends> the connection without an Error does not cause a suspension
    Given a waiting connection
    When our client <ends> the connection
    Then the server dials our client anew within its redial delay
    And the server is one that BadTcpMessageTypeInvalid suspends

    Examples:
      | ends   |
      | closes |
      | resets |

  @NS-05
  Scenario: [7] A rejecting client does not delay another client
    Given a waiting connection at each of the clients A and B
    When our client A refuses with Error BadTcpMessageTypeInvalid
    And our client B closes the connection
    Then the server dials our client B anew within its redial delay
    And the server is one that BadTcpMessageTypeInvalid suspends

  @NS-05
  Scenario: [8] A suspension leaves the sessions of other clients alone
    Given a waiting connection at each of the clients A and B
    And our client B opens a session
    When our client A refuses with Error BadTcpMessageTypeInvalid
    And the server does not dial our client A for its suspension
    Then the session of our client B still works

  @NS-02
  Scenario: [9] The end of a session with the same client does not shorten its suspension
    Given a session beside a waiting connection
    When our client refuses with Error BadTcpMessageTypeInvalid
    And our client closes the session
    Then the server does not dial our client for its suspension

  @NS-03
  Scenario: [10] A server that is restarted while it is suspended dials again
    Given a suspended server
    When the server is restarted
    Then the server dials our client with a ReverseHello anew
    And our client gets a session on the next connection

  @NS-02
  Scenario Outline: [11] A rejection suspends whatever its Reason: <reason>
    Given a waiting connection
    When our client answers Error with
      | Error  | BadTcpMessageTypeInvalid |
      | Reason | <reason>                 |
    Then the server does not dial our client for its suspension

    Examples:
      | reason      |
      | null        |
      | bytes(4096) |

  @NS-03
  Scenario: [12] Another suspension ends as the first did
    Given a suspended server
    When the server dials our client anew within its suspension
    And our client refuses with Error BadTcpMessageTypeInvalid
    Then the server dials our client anew within its suspension

  @NS-02
  Scenario: [13] A rejection suspends its client beside others
    Given a waiting connection at each of the clients A and B
    When our client A refuses with Error BadTcpMessageTypeInvalid
    Then the server does not dial our client A for its suspension
