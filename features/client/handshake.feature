@client
Feature: Handshake of a client on the server's socket (Part 6, 7.1.3)

  @quick @RC-050
  Scenario: [1] The client opens a session over the connection that the server opened
    Given the client listens
    When a real server starts and dials the client
    Then the client opens a session on the real server

  @RC-025
  Scenario: [2] No OpenSecureChannel before Acknowledge
    Given a client that waits for Acknowledge
    Then the client keeps quiet towards our server for 300 ms
    When our server sends Acknowledge
    Then the client sends OpenSecureChannel

  @RC-022
  Scenario: [3] A second Acknowledge is an error
    Given a client that waits for Acknowledge
    When our server sends Acknowledge
    And our server sends Acknowledge
    Then the client closes the connection of our server
    And the client still serves a real server

  Scenario Outline: [4] Error <code> instead of Acknowledge makes the client close
    Given a client that waits for Acknowledge
    When our server sends Error with
      | Error | <code> |
    Then the client closes the connection of our server
    And the client still serves a real server

    @RC-037
    Examples: the Error as such
      | code                |
      | BadTcpServerTooBusy |

    @RC-043
    Examples: every other code of the table
      | code                       |
      | BadTcpMessageTypeInvalid   |
      | BadTcpSecureChannelUnknown |
      | BadTcpMessageTooLarge      |
      | BadTimeout                 |
      | BadTcpNotEnoughResources   |
      | BadTcpInternalError        |
      | BadTcpEndpointUrlInvalid   |
      | BadServerTooBusy           |
      | BadSecurityChecksFailed    |
      | BadRequestInterrupted      |

  # Whether the Error itself makes the client close is scenario 4.
  @RC-039
  Scenario Outline: [5] An Error with the Reason <reason> does no harm
    Given a client that waits for Acknowledge
    When our server sends Error with
      | Reason | <reason> |
    And our server closes the connection
    Then the client still serves a real server

    Examples:
      | reason      |
      | null        |
      | empty       |
      | bytes(4096) |
      | bytes(4097) |
      | lies(5000)  |

  @RC-023
  Scenario: [6] A connection on which nothing is said is closed
    Given the client listens
    When our server dials
    Then the client closes the connection of our server within its first-message timeout
    And the client still serves a real server

  @RC-023 @requires:first-message-timeout
  Scenario: [7] Half a ReverseHello does not hold a connection for ever
    Given the client listens
    When our server dials and sends the first 20 bytes of a ReverseHello
    Then the client closes the connection of our server within its first-message timeout
    And the client still serves a real server

  @RC-045
  Scenario: [8] A server that never answers OpenSecureChannel is given up
    Given a client that waits for its secure channel
    Then the client closes the connection of our server within its open timeout
    And the client still serves a real server

  @RC-004
  Scenario Outline: [9] <message> is not taken for Acknowledge
    Given a client that waits for Acknowledge
    When our server sends <message>
    Then the client refuses our server within its open timeout
    And the client still serves a real server

    Examples:
      | message                 |
      | Hello                   |
      | ReverseHello            |
      | OpenSecureChannel       |
      | Message                 |
      | CloseSecureChannel      |
      | message of unknown type |

  Scenario Outline: [10] <message> is not taken for the answer to OpenSecureChannel
    Given a client that waits for its secure channel
    When our server sends <message>
    Then the client refuses our server within its open timeout
    And the client still serves a real server

    @RC-022
    Examples: what comes only once
      | message     |
      | Acknowledge |
      | Hello       |

    @RC-004
    Examples: what a server never sends then
      | message      |
      | ReverseHello |

    @RC-045
    Examples: what leaves OpenSecureChannel unanswered
      | message            |
      | Message            |
      | CloseSecureChannel |

    @RC-004
    Examples: what no peer ever sends
      | message                 |
      | message of unknown type |

  @RC-037
  Scenario Outline: [11] Error <code> instead of the answer to OpenSecureChannel makes the client close
    Given a client that waits for its secure channel
    When our server sends Error with
      | Error | <code> |
    Then the client closes the connection of our server
    And the client still serves a real server

    Examples:
      | code                       |
      | BadTcpSecureChannelUnknown |
      | BadTcpServerTooBusy        |
      | BadTcpMessageTypeInvalid   |
      | BadTcpMessageTooLarge      |
      | BadTimeout                 |
      | BadTcpNotEnoughResources   |
      | BadTcpInternalError        |
      | BadTcpEndpointUrlInvalid   |
      | BadServerTooBusy           |
      | BadSecurityChecksFailed    |
      | BadRequestInterrupted      |

  @RC-042
  Scenario Outline: [12] Acknowledge with ProtocolVersion <version> does no harm
    Given a client that waits for Acknowledge
    When our server sends Acknowledge with
      | ProtocolVersion | <version> |
    Then the client goes on with OpenSecureChannel to our server or closes
    When our server closes the connection
    Then the client still serves a real server

    Examples:
      | version |
      | 1       |
      | max     |

  @RC-021
  Scenario: [13] Acknowledge with buffers of 8192 bytes is enough
    Given a client that waits for Acknowledge
    When our server sends Acknowledge with
      | ReceiveBufferSize | 8192 |
      | SendBufferSize    | 8192 |
    Then the client sends OpenSecureChannel

  @RC-021
  Scenario Outline: [14] Acknowledge with buffers of <size> bytes does no harm
    Given a client that waits for Acknowledge
    When our server sends Acknowledge with
      | ReceiveBufferSize | <size> |
      | SendBufferSize    | <size> |
    Then the client goes on with OpenSecureChannel to our server or closes
    When our server closes the connection
    Then the client still serves a real server

    Examples:
      | size |
      | 0    |
      | 1    |
      | 8191 |
      | max  |

  @RC-004
  Scenario: [15] An Acknowledge that states 2^32-1 bytes is not waited for
    Given a client that waits for Acknowledge
    When our server sends Acknowledge with
      | MessageSize | max |
    Then the client closes the connection of our server within its open timeout
    And the client still serves a real server

  # No sentence sets a time for the Acknowledge.
  @RC-044
  Scenario: [16] A server that never answers Hello is given up
    Given a client that waits for Acknowledge
    Then the client closes the connection of our server within its open timeout
    And the client still serves a real server

  @RC-023 @requires:first-message-timeout
  Scenario: [17] A ReverseHello byte by byte does not hold a connection beyond the timeout
    Given the client listens
    When our server dials and sends a ReverseHello evenly over 3 times the first-message timeout
    Then the client refuses our server within its first-message timeout
    And the client still serves a real server

  @RC-023 @requires:first-message-timeout
  Scenario: [18] A connection may take half the first-message timeout to its ReverseHello
    Given the client listens
    When our server dials
    Then the client keeps the connection of our server open for half the first-message timeout
    When our server sends ReverseHello
    Then the client sends Hello

  # For how long it waits no sentence says.
  @RC-025
  Scenario: [19] The client waits for Acknowledge before it opens its secure channel
    Given a client that waits for Acknowledge
    Then the client keeps the connection of our server open for 1 s
    When our server sends Acknowledge
    Then the client sends OpenSecureChannel

  # What the reader does with either, no sentence says.
  @RC-044
  Scenario Outline: [20] Acknowledge with <what> does no harm
    Given a client that waits for Acknowledge
    When our server sends Acknowledge with
      | <field> | <value> |
    Then the client goes on with OpenSecureChannel to our server or closes
    When our server closes the connection
    Then the client still serves a real server

    Examples:
      | what                        | field    | value |
      | a fourth byte C             | Fourth byte    | C     |
      | a fourth byte f             | Fourth byte    | f     |
      | bytes behind its last field | Trailing | 16    |

  @RC-004
  Scenario: [21] The 1.4 GB that an HTTP request seems to state are not waited for instead of Acknowledge
    Given a client that waits for Acknowledge
    When our server sends HTTP request
    Then the client refuses our server
    And the client still serves a real server

  @RC-004
  Scenario: [22] The 1.4 GB that an HTTP request seems to state are not waited for instead of the answer to OpenSecureChannel
    Given a client that waits for its secure channel
    When our server sends HTTP request
    Then the client refuses our server
    And the client still serves a real server

  # Its default of two minutes at most is what an unstated one is judged by, in scenario 6.
  @RC-024 @requires:first-message-timeout
  Scenario: [23] The time for a first message is the configured one
    Given the client listens
    When our server dials
    Then the client keeps the connection of our server open for half the first-message timeout
    And the client closes the connection of our server within its first-message timeout

  # What makes a client close, in the other scenarios, is not to blame when it cannot listen again after a close of its own.
  @RC-050
  Scenario: [24] A client that closed a connection by itself takes the next one
    Given a client that waits for Acknowledge
    When our server sends Error with
      | Error | BadTcpServerTooBusy |
    Then the client closes the connection of our server
    And the client still serves a real server
